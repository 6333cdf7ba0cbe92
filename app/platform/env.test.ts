import { describe, expect, test } from 'vitest';
import { EnvironmentError, parseEnvironment } from './env.server';

const sandbox = { DATABASE_URL: 'postgresql://u:p@127.0.0.1/db', SESSION_SECRET: 'short' };
const production = {
  DATABASE_URL: 'postgresql://u:p@127.0.0.1/db',
  SESSION_SECRET: 'x'.repeat(32),
  TRIBUTARY_MODE: 'production',
  ORIGIN: 'https://partners.example.com',
};
const stripe = {
  STRIPE_SECRET_KEY: 'sk_test_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_a',
  STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_b',
};

function problemsOf(source: Record<string, string>): string[] {
  try {
    parseEnvironment(source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

describe('defaults', () => {
  test('sandbox mode, a local origin, the contract’s limits', () => {
    expect(parseEnvironment(sandbox)).toMatchObject({
      mode: 'sandbox',
      port: 3000,
      origin: 'http://localhost:3000',
      sessionCookieName: 'sid',
      refCookie: { name: 'emdash_ref', domain: null },
      payoutSecondApprovalAbove: 100_000n,
      demo: true,
      clockStart: null,
      stripe: null,
      productIn: null,
      productOut: null,
      impact: null,
      github: null,
      bootstrapAdmin: null,
    });
  });

  test('demo links may lead to the program and this machine, production links to its own host', () => {
    expect(parseEnvironment(sandbox).programHosts).toContain('docs.emdash.dev');
    expect(parseEnvironment(production).programHosts).toEqual(['partners.example.com']);
    expect(parseEnvironment({ ...production, PROGRAM_HOSTS: 'A.example, b.example' }).programHosts).toEqual([
      'a.example',
      'b.example',
    ]);
  });

  test('an empty value counts as absent', () => {
    expect(parseEnvironment({ ...sandbox, STRIPE_SECRET_KEY: '', PORT: '' })).toMatchObject({
      stripe: null,
      port: 3000,
    });
  });
});

test('the session cookie is pinned to the host only where TLS allows it', () => {
  expect(parseEnvironment(production).sessionCookieName).toBe('__Host-sid');
  expect(parseEnvironment({ ...production, ORIGIN: 'http://10.0.0.1:3000' }).sessionCookieName).toBe('sid');
});

test.each([
  [undefined, true],
  ['postgresql://u:p@127.0.0.1/db', true],
  ['postgresql://owner:p@127.0.0.1/db', false],
])('with DATABASE_MIGRATION_URL %s connections switch role: %s', (url, expected) => {
  const source = { ...sandbox, ...(url && { DATABASE_MIGRATION_URL: url }) };
  expect(parseEnvironment(source).database.switchRole).toBe(expected);
});

describe('groups', () => {
  test('complete is on', () => {
    expect(parseEnvironment({ ...production, ...stripe }).stripe).toEqual({
      secretKey: 'sk_test_1',
      webhookSecret: 'whsec_a',
      connectWebhookSecret: 'whsec_b',
      apiBase: null,
    });
  });

  test('product out signs with the secret of product in', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const { productIn, productOut } = parseEnvironment({
      ...production,
      PRODUCT_WEBHOOK_SECRET: secret,
      PRODUCT_WEBHOOK_URL: 'https://app.example.com/hooks',
    });
    expect([productIn, productOut]).toEqual([{ secret }, { secret, url: 'https://app.example.com/hooks' }]);
  });

  test.each([
    [{ STRIPE_SECRET_KEY: 'sk_test_1' }, ['STRIPE_WEBHOOK_SECRET', 'STRIPE_CONNECT_WEBHOOK_SECRET']],
    [{ STRIPE_API_BASE: 'http://127.0.0.1:1' }, ['STRIPE_SECRET_KEY']],
    [{ PRODUCT_WEBHOOK_URL: 'https://a.example' }, ['PRODUCT_WEBHOOK_SECRET']],
    [{ IMPACT_ACCOUNT_SID: 'IR1' }, ['IMPACT_AUTH_TOKEN']],
    [{ GITHUB_CLIENT_SECRET: 's' }, ['GITHUB_CLIENT_ID']],
    [{ BOOTSTRAP_ADMIN_EMAIL: 'a@example.com' }, ['BOOTSTRAP_ADMIN_PASSWORD']],
  ])('%o is partial and names what is missing', (part, missing) => {
    const problems = problemsOf({ ...production, ...part });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(missing);
  });
});

describe('modes', () => {
  test.each([
    [{ TRIBUTARY_CLOCK_START: '2026-01-01T00:00:00Z' }, /TRIBUTARY_CLOCK_START belongs to sandbox/],
    [{ TRIBUTARY_DEMO: 'on' }, /TRIBUTARY_DEMO=on belongs to sandbox/],
    [
      { GITHUB_BASE: 'http://127.0.0.1:1', GITHUB_CLIENT_ID: 'i', GITHUB_CLIENT_SECRET: 's' },
      /GITHUB_BASE belongs/,
    ],
    [{ SESSION_SECRET: 'short' }, /SESSION_SECRET is shorter/],
    [{ ORIGIN: '' }, /ORIGIN is missing/],
  ])('production refuses %o', (part, problem) => {
    expect(problemsOf({ ...production, ...part })).toEqual([expect.stringMatching(problem)]);
  });

  test('sandbox mode refuses a live Stripe key', () => {
    expect(problemsOf({ ...sandbox, ...stripe, STRIPE_SECRET_KEY: 'sk_live_1' })).toEqual([
      expect.stringMatching(/STRIPE_SECRET_KEY is a live key/),
    ]);
  });
});

test('every malformed setting is named at once', () => {
  const problems = problemsOf({
    ORIGIN: 'https://a.example/path',
    PORT: 'http',
    DATABASE_URL: 'mysql://x',
    TRIBUTARY_CLOCK_START: 'yesterday',
    PAYOUT_SECOND_APPROVAL_ABOVE: '1.5',
    PRODUCT_WEBHOOK_SECRET: 'secret',
  });
  expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
    'DATABASE_URL',
    'ORIGIN',
    'PAYOUT_SECOND_APPROVAL_ABOVE',
    'PORT',
    'PRODUCT_WEBHOOK_SECRET',
    'SESSION_SECRET',
    'TRIBUTARY_CLOCK_START',
  ]);
});
