import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseEnvironment } from '~/platform/env.server';
import { completeEnvironment } from './environment.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tributary-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function completed(set: Record<string, string> = {}): Record<string, string> {
  const env = { DATA_DIR: folder, DATABASE_URL: 'postgresql://u@127.0.0.1/db', ...set };
  completeEnvironment(env);
  return env;
}

describe('sandbox mode', () => {
  test('fills every group, so that nothing is off', () => {
    const env = parseEnvironment(completed({ SANDBOX_PORT: '4001' }));
    expect(env).toMatchObject({
      mode: 'sandbox',
      stripe: { apiBase: 'http://127.0.0.1:4001' },
      impact: { apiBase: 'http://127.0.0.1:4001/impact' },
      github: { base: 'http://127.0.0.1:4001/github' },
      productOut: { url: 'http://127.0.0.1:4001/product/webhooks' },
      productSignUpUrl: 'http://127.0.0.1:4001/product/sign-up',
      bootstrapAdmin: { email: 'admin@tributary.example', apiKey: expect.stringMatching(/^trb_/) },
    });
  });

  test('keeps what it generated, readable by its owner alone', () => {
    const { STRIPE_SECRET_KEY, SESSION_SECRET } = completed();
    expect(completed()).toMatchObject({ STRIPE_SECRET_KEY, SESSION_SECRET });
    const file = path.join(folder, 'secrets.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ SESSION_SECRET });
  });

  test('adds to the secrets of an older release', () => {
    writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify({ SESSION_SECRET: 'kept' }));
    expect(completed()).toMatchObject({ SESSION_SECRET: 'kept', IMPACT_ACCOUNT_SID: expect.any(String) });
  });

  test.each([
    'STRIPE_SECRET_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'PRODUCT_WEBHOOK_SECRET',
    'IMPACT_AUTH_TOKEN',
    'GITHUB_CLIENT_ID',
    'BOOTSTRAP_ADMIN_API_KEY',
  ])('%s set by hand stays, and the rest of its group is filled', (name) => {
    const value = name === 'BOOTSTRAP_ADMIN_API_KEY' ? 'trb_by_hand' : 'whsec_bXkgb3duIHZhbHVl';
    const env = completed({ [name]: value, SANDBOX_PORT: '4001' });
    expect(env[name]).toBe(value);
    expect(parseEnvironment(env)).toMatchObject({ stripe: { apiBase: 'http://127.0.0.1:4001' } });
  });

  test('a group complete by hand means the real service, and its base stays unset', () => {
    const stripe = {
      STRIPE_SECRET_KEY: 'sk_test_mine',
      STRIPE_WEBHOOK_SECRET: 'whsec_a',
      STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_b',
    };
    expect(parseEnvironment(completed({ ...stripe, SANDBOX_PORT: '4001' })).stripe?.apiBase).toBe(null);
  });
});

test('production gets nothing generated', () => {
  const env = completed({ TRIBUTARY_MODE: 'production', SANDBOX_PORT: '4001' });
  expect(env.SESSION_SECRET).toBeUndefined();
  expect(Object.keys(env).filter((name) => /^(STRIPE|IMPACT|PRODUCT|GITHUB|BOOTSTRAP)_/.test(name))).toEqual(
    [],
  );
});

test('the embedded database is used when no other is named', () => {
  writeFileSync(path.join(folder, 'database-url'), 'postgresql://embedded@127.0.0.1/tributary');
  expect(completed({ DATABASE_URL: '' }).DATABASE_URL).toBe('postgresql://embedded@127.0.0.1/tributary');
  expect(completed().DATABASE_URL).toBe('postgresql://u@127.0.0.1/db');
});
