import path from 'node:path';
import { hostList, incompleteGroups, Settings, unfitForMode } from './env-settings.server';

// Where the demo's links may lead: the program it shows, and a developer's own machine.
const SANDBOX_PROGRAM_HOSTS = 'localhost,127.0.0.1,emdash.dev,www.emdash.dev,docs.emdash.dev,app.emdash.dev';

/** The settings are wrong: the message lists every problem for the person who starts the program. */
export class EnvironmentError extends Error {
  constructor(readonly problems: string[]) {
    super(`The environment cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/**
 * The settings as the program uses them; a group that is off is null. An empty value counts as absent.
 * @throws {EnvironmentError} naming everything that is missing or malformed
 */
export function parseEnvironment(source: Record<string, string | undefined>) {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const incomplete = incompleteGroups(present);
  const parsed = Settings.safeParse(present);
  if (!parsed.success) {
    const malformed = parsed.error.issues.map(({ path: [name], message }) =>
      String(name) in present ? `${String(name)} ${message}` : `${String(name)} is missing`,
    );
    throw new EnvironmentError([...malformed, ...incomplete]);
  }
  const problems = [...incomplete, ...unfitForMode(parsed.data)];
  if (problems.length > 0) throw new EnvironmentError(problems);
  return { ...serving(parsed.data), ...program(parsed.data), ...connections(parsed.data) };
}

function serving(s: Settings) {
  const origin = s.ORIGIN ?? `http://localhost:${s.PORT}`;
  const https = origin.startsWith('https:');
  return {
    mode: s.TRIBUTARY_MODE,
    sandbox: s.TRIBUTARY_MODE === 'sandbox',
    port: s.PORT,
    host: s.HOST ?? null,
    origin,
    https,
    /** The __Host- prefix pins the cookie to this host and to TLS; browsers refuse it over plain http. */
    sessionCookieName: https ? '__Host-sid' : 'sid',
    sessionSecret: s.SESSION_SECRET,
    /** How many proxies in front of us append to X-Forwarded-For. */
    trustProxyHops: s.TRUST_PROXY_HOPS,
    dataDir: path.resolve(s.DATA_DIR),
    logLevel: s.LOG_LEVEL,
    database: {
      url: s.DATABASE_URL,
      replicaUrl: s.DATABASE_REPLICA_URL ?? null,
      poolSize: s.DATABASE_POOL_SIZE,
      /** Without a separate owner this url is the owner's, and every connection gives the ownership up. */
      switchRole: [undefined, s.DATABASE_URL].includes(s.DATABASE_MIGRATION_URL),
    },
  };
}

function program(s: Settings) {
  const sandbox = s.TRIBUTARY_MODE === 'sandbox';
  return {
    programHosts:
      s.PROGRAM_HOSTS ??
      (sandbox ? hostList.parse(SANDBOX_PROGRAM_HOSTS) : [new URL(s.ORIGIN ?? '').hostname]),
    refCookie: { name: s.REF_COOKIE_NAME, domain: s.COOKIE_DOMAIN ?? null },
    /** Minor units: a payout above it needs two approvals. */
    payoutSecondApprovalAbove: s.PAYOUT_SECOND_APPROVAL_ABOVE,
    payouts: {
      /** ISO 3166 alpha-2: where the program's own account at Stripe is */
      platformCountry: s.STRIPE_PLATFORM_COUNTRY,
      /** which of Stripe's agreements accounts in other countries are made under */
      serviceAgreement: s.STRIPE_SERVICE_AGREEMENT,
    },
    demo: sandbox && s.TRIBUTARY_DEMO !== 'off',
    /** Where the sandbox clock stands until it is moved; null: it runs with the real time. */
    clockStart: s.TRIBUTARY_CLOCK_START ?? null,
    bootstrapAdmin:
      s.BOOTSTRAP_ADMIN_EMAIL && s.BOOTSTRAP_ADMIN_PASSWORD
        ? {
            email: s.BOOTSTRAP_ADMIN_EMAIL.toLowerCase(),
            password: s.BOOTSTRAP_ADMIN_PASSWORD,
            apiKey: s.BOOTSTRAP_ADMIN_API_KEY ?? null,
          }
        : null,
  };
}

function connections(s: Settings) {
  const secret = s.PRODUCT_WEBHOOK_SECRET;
  return {
    stripe:
      s.STRIPE_SECRET_KEY && s.STRIPE_WEBHOOK_SECRET && s.STRIPE_CONNECT_WEBHOOK_SECRET
        ? {
            secretKey: s.STRIPE_SECRET_KEY,
            webhookSecret: s.STRIPE_WEBHOOK_SECRET,
            connectWebhookSecret: s.STRIPE_CONNECT_WEBHOOK_SECRET,
            /** null: Stripe itself */
            apiBase: s.STRIPE_API_BASE ?? null,
          }
        : null,
    productIn: secret ? { secret } : null,
    productOut: secret && s.PRODUCT_WEBHOOK_URL ? { url: s.PRODUCT_WEBHOOK_URL, secret } : null,
    /** Where a client signs up after it accepted a handoff; null: at the program's home. */
    productSignUpUrl: s.PRODUCT_SIGN_UP_URL ?? null,
    impact:
      s.IMPACT_ACCOUNT_SID && s.IMPACT_AUTH_TOKEN
        ? {
            accountSid: s.IMPACT_ACCOUNT_SID,
            authToken: s.IMPACT_AUTH_TOKEN,
            apiBase: s.IMPACT_API_BASE ?? null,
          }
        : null,
    github:
      s.GITHUB_CLIENT_ID && s.GITHUB_CLIENT_SECRET
        ? { clientId: s.GITHUB_CLIENT_ID, clientSecret: s.GITHUB_CLIENT_SECRET, base: s.GITHUB_BASE ?? null }
        : null,
    /** smtpUrl null: in sandbox mode mail stays in the mailbox, in production none is sent. */
    mail: { smtpUrl: s.SMTP_URL ?? null, from: s.MAIL_FROM },
    /** Where signed heads of the chains are told besides DATA_DIR; null: nowhere. */
    chainAnchorUrl: s.CHAIN_ANCHOR_URL ?? null,
    /** Whether each partner is sent its chain's head on the 1st of a month. */
    chainAnchorMail: s.CHAIN_ANCHOR_MAIL === 'on',
    /** The local Stripe- and Impact-compatible server, when this process uses it. */
    sandboxUrl: s.SANDBOX_URL ?? null,
  };
}

export type Environment = ReturnType<typeof parseEnvironment>;

/** Parsed once, when the first module asks for it. */
export const env: Environment = parseEnvironment(process.env);
