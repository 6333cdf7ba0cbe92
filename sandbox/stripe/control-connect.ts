import type { Hono } from 'hono';
import type { AccountState, Requirements } from './accounts';
import { json, numberOf, textOf } from './control-json';
import type { Gateway } from './gateway';
import { setAccountState } from './onboarding';
import { changePayout, createPayout, deauthorize, replaceBankAccount } from './payouts';

const states: readonly AccountState[] = ['new', 'pending', 'active', 'restricted'];

/** What the portal's `/api/v1/sandbox/stripe-transfers` shows (contract.md). */
function transfers(gateway: Gateway) {
  return gateway.store.list('transfer').map((one) => ({
    id: one.id,
    amount: String(one.amount),
    amountReversed: String(one.amount_reversed),
    currency: one.currency.toUpperCase(),
    destination: one.destination,
    transferGroup: one.transfer_group,
    idempotencyKey: gateway.store.get('transferKey', one.id)?.key ?? null,
    createdAt: new Date(one.created * 1000).toISOString(),
  }));
}

/** Connected accounts, their banks, and the platform's balance. */
export function connectControls(app: Hono, gateway: Gateway): void {
  app.get('/transfers', (context) => context.json({ data: transfers(gateway) }));

  app.post('/accounts/:id', async (context) => {
    const { state: wanted, requirements } = await json(context);
    const state = states.find((known) => known === wanted);
    if (!state) return context.json({ error: `state must be one of ${states.join(', ')}` }, 400);
    const due = requirements as Requirements | undefined;
    const account = setAccountState(gateway, context.req.param('id'), state, due);
    return account
      ? context.json({ id: account.id, state: account.state })
      : context.json({ error: 'no such account' }, 404);
  });
  app.post('/accounts/:id/payouts', async (context) => {
    const { amount, currency } = await json(context);
    const input = { amount: numberOf(amount), currency: textOf(currency) };
    return context.json(
      gateway.act('', (call) => createPayout(call, context.req.param('id'), input)),
      201,
    );
  });
  app.post('/payouts/:id', async (context) => {
    const { status, failureCode } = await json(context);
    const input = { status: String(status), failureCode: textOf(failureCode) };
    return context.json(gateway.act('', (call) => changePayout(call, context.req.param('id'), input)));
  });
  app.post('/accounts/:id/bank-accounts', (context) =>
    context.json(
      gateway.act('', (call) => replaceBankAccount(call, context.req.param('id'))),
      201,
    ),
  );
  app.post('/accounts/:id/deauthorize', (context) =>
    context.json(gateway.act('', (call) => deauthorize(call, context.req.param('id')))),
  );

  app.post('/balance', async (context) => {
    const { currency = 'usd', available } = await json(context);
    if (typeof available !== 'number')
      return context.json({ error: 'available must be a number of minor units' }, 400);
    gateway.store.put('balance', String(currency).toLowerCase(), { available });
    gateway.store.commit();
    return context.json({ currency, available });
  });
}
