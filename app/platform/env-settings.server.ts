import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' });
const smtpUrl = z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' });
const whole = (min: number, max: number) =>
  z.coerce.number(`must be a number from ${min} to ${max}`).int().min(min).max(max);
const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant, such as 2026-01-01T00:00:00Z' })
  .transform((text) => new Date(text));
const origin = httpUrl
  .transform((text) => new URL(text))
  .refine(({ pathname, search, hash, username }) => pathname === '/' && !search && !hash && !username, {
    error: 'must be an origin such as https://partners.example.com, without a path',
  })
  .transform((url) => url.origin);

/** "a.example, b.example" as lower-case names. */
export const hostList = z.string().transform((text) =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean),
);

/** One, or while it is being changed several: "whsec_new, whsec_old". */
const webhookSecrets = z.string().regex(/[^\s,]/, 'must be a signing secret, or several separated by commas');

/** Every setting by its name in the environment (docs/self-hosting). */
export const Settings = z.object({
  TRIBUTARY_MODE: z.enum(['sandbox', 'production'], 'must be sandbox or production').default('sandbox'),
  DATABASE_URL: postgresUrl,
  DATABASE_REPLICA_URL: postgresUrl.optional(),
  DATABASE_MIGRATION_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: whole(1, 500).default(20),
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().optional(),
  ORIGIN: origin.optional(),
  TRUST_PROXY_HOPS: whole(0, 10).default(0),
  DATA_DIR: z.string().default('.data'),
  SESSION_SECRET: z.string(),
  COOKIE_DOMAIN: z.string().optional(),
  REF_COOKIE_NAME: z
    .string()
    .regex(/^[\w-]+$/, 'must consist of letters, digits, _ and -')
    .default('emdash_ref'),
  PROGRAM_HOSTS: hostList.optional(),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: webhookSecrets.optional(),
  STRIPE_CONNECT_WEBHOOK_SECRET: webhookSecrets.optional(),
  STRIPE_API_BASE: httpUrl.optional(),
  STRIPE_PLATFORM_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a country such as US')
    .default('US'),
  STRIPE_SERVICE_AGREEMENT: z.enum(['full', 'recipient'], 'must be full or recipient').default('full'),
  PRODUCT_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ followed by base64')
    .optional(),
  PRODUCT_WEBHOOK_URL: httpUrl.optional(),
  PRODUCT_SIGN_UP_URL: httpUrl.optional(),
  IMPACT_ACCOUNT_SID: z.string().optional(),
  IMPACT_AUTH_TOKEN: z.string().optional(),
  IMPACT_API_BASE: httpUrl.optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().default('Tributary <no-reply@localhost>'),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GITHUB_BASE: httpUrl.optional(),
  CHAIN_ANCHOR_URL: httpUrl.optional(),
  CHAIN_ANCHOR_MAIL: z.enum(['on', 'off'], 'must be on or off').default('off'),
  BOOTSTRAP_ADMIN_EMAIL: z.email('must be a mail address').optional(),
  BOOTSTRAP_ADMIN_PASSWORD: z.string().optional(),
  BOOTSTRAP_ADMIN_API_KEY: z.string().startsWith('trb_', 'must begin with trb_').optional(),
  PAYOUT_SECOND_APPROVAL_ABOVE: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number of minor units')
    .default('100000')
    .transform(BigInt),
  TRIBUTARY_DEMO: z.enum(['on', 'off'], 'must be on or off').optional(),
  TRIBUTARY_CLOCK_START: instant.optional(),
  SANDBOX_URL: httpUrl.optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'is not a log level')
    .default('info'),
});

export type Settings = z.infer<typeof Settings>;
type Name = keyof Settings;

// What is set together: complete is on, absent is off, partial is refused.
const GROUPS = [
  ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_CONNECT_WEBHOOK_SECRET'],
  ['IMPACT_ACCOUNT_SID', 'IMPACT_AUTH_TOKEN'],
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  ['BOOTSTRAP_ADMIN_EMAIL', 'BOOTSTRAP_ADMIN_PASSWORD'],
] as const satisfies Name[][];

// What makes sense only beside something else.
const NEEDS = [
  ['PRODUCT_WEBHOOK_URL', 'PRODUCT_WEBHOOK_SECRET'],
  ['STRIPE_API_BASE', 'STRIPE_SECRET_KEY'],
  ['IMPACT_API_BASE', 'IMPACT_ACCOUNT_SID'],
  ['GITHUB_BASE', 'GITHUB_CLIENT_ID'],
  ['BOOTSTRAP_ADMIN_API_KEY', 'BOOTSTRAP_ADMIN_EMAIL'],
] as const satisfies [Name, Name][];

/** What a partly set group lacks, one sentence each. */
export function incompleteGroups(present: Partial<Record<Name, unknown>>): string[] {
  const isSet = (name: Name) => name in present;
  const partial = GROUPS.flatMap((names) => {
    const present = names.filter(isSet);
    if (present.length === 0) return [];
    return names
      .filter((name) => !isSet(name))
      .map((name) => `${name} is missing (${present.join(', ')} set)`);
  });
  const alone = NEEDS.filter(([name, needed]) => isSet(name) && !isSet(needed)).map(
    ([name, needed]) => `${needed} is missing (${name} needs it)`,
  );
  return [...partial, ...alone];
}

/** What the chosen mode forbids or demands, one sentence each. */
export function unfitForMode(settings: Settings): string[] {
  return settings.TRIBUTARY_MODE === 'sandbox' ? unfitForSandbox(settings) : unfitForProduction(settings);
}

function unfitForSandbox({ STRIPE_SECRET_KEY = '' }: Settings): string[] {
  if (!/^[sr]k_live_/.test(STRIPE_SECRET_KEY)) return [];
  return ['STRIPE_SECRET_KEY is a live key: sandbox mode moves time and money at will, use a test key'];
}

function unfitForProduction(settings: Settings): string[] {
  const sandboxOnly = (['TRIBUTARY_CLOCK_START', 'GITHUB_BASE', 'SANDBOX_URL'] as const)
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${name} belongs to sandbox mode`);
  const rules: [boolean, string][] = [
    [settings.ORIGIN === undefined, 'ORIGIN is missing: production needs its public address'],
    [settings.SESSION_SECRET.length < 32, 'SESSION_SECRET is shorter than 32 characters'],
    [settings.TRIBUTARY_DEMO === 'on', 'TRIBUTARY_DEMO=on belongs to sandbox mode'],
    [
      (settings.BOOTSTRAP_ADMIN_API_KEY?.length ?? 20) < 20,
      'BOOTSTRAP_ADMIN_API_KEY is shorter than 20 characters',
    ],
  ];
  return [...sandboxOnly, ...rules.filter(([broken]) => broken).map(([, problem]) => problem)];
}
