import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { setAccountState } from './onboarding';
import { startStripeServer } from './start';
import { stripeClient } from './test-support/server';

it('a restart keeps accounts, transfers, keys and the clock', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'stripe-sandbox-'));
  const first = await startStripeServer({ port: 0, dataDir });
  const before = stripeClient(first.url);
  first.gateway.setClock({ at: Date.UTC(2027, 0, 1), running: false });
  const account = await before.accounts.create({ country: 'US' });
  setAccountState(first.gateway, account.id, 'active');
  const ask = { amount: 5000, currency: 'usd', destination: account.id };
  const made = await before.transfers.create(ask, { idempotencyKey: 'k' });
  await first.close();
  const second = await startStripeServer({ port: 0, dataDir });
  const after = stripeClient(second.url);
  expect((await after.transfers.create(ask, { idempotencyKey: 'k' })).id).toBe(made.id);
  expect((await after.transfers.list()).data).toHaveLength(1);
  expect(second.gateway.nowMs()).toBe(Date.UTC(2027, 0, 1));
  await second.close();
});
