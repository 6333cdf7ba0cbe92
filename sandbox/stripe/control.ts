import { type Context, Hono } from 'hono';
import type { AccountState } from './accounts';
import { checkout, type Purchase, renew } from './billing';
import { closeDispute, openDispute } from './disputes';
import { StripeFailure } from './errors';
import type { Gateway } from './gateway';
import { setAccountState } from './onboarding';
import { settleLate } from './settlements';

const states: readonly AccountState[] = ['new', 'pending', 'active', 'restricted'];

async function json(context: Context): Promise<Record<string, unknown>> {
  const body = await context.req.json().catch(() => ({}));
  return body !== null && typeof body === 'object' ? body : {};
}

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

/** Switches for developers and tests; nothing here exists at Stripe. */
export function controlRoutes(gateway: Gateway): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    if (!(error instanceof StripeFailure)) throw error;
    return context.json({ error: error.body }, 400);
  });

  app.get('/transfers', (context) => context.json({ data: transfers(gateway) }));

  app.post('/accounts/:id', async (context) => {
    const wanted = (await json(context)).state;
    const state = states.find((known) => known === wanted);
    if (!state) return context.json({ error: `state must be one of ${states.join(', ')}` }, 400);
    const account = setAccountState(gateway, context.req.param('id'), state);
    return account
      ? context.json({ id: account.id, state: account.state })
      : context.json({ error: 'no such account' }, 404);
  });

  app.get('/faults', (context) => context.json({ data: gateway.faults.list() }));
  app.post('/faults', async (context) => {
    const fault = gateway.faults.add(await json(context));
    return typeof fault === 'string' ? context.json({ error: fault }, 400) : context.json(fault, 201);
  });
  app.delete('/faults', (context) => {
    gateway.faults.clear();
    return context.body(null, 204);
  });
  app.post('/forget-keys', (context) => {
    gateway.keys.forgetAll();
    return context.body(null, 204);
  });

  app.post('/balance', async (context) => {
    const { currency = 'usd', available } = await json(context);
    if (typeof available !== 'number')
      return context.json({ error: 'available must be a number of minor units' }, 400);
    gateway.store.put('balance', String(currency), { available });
    gateway.store.commit();
    return context.json({ currency, available });
  });

  app.post('/clock', async (context) => {
    const { now } = await json(context);
    const at = typeof now === 'string' ? Date.parse(now) : Number.NaN;
    gateway.fixedNow = Number.isNaN(at) ? null : Math.floor(at / 1000);
    return context.json({
      now: new Date(gateway.now() * 1000).toISOString(),
      fixed: gateway.fixedNow !== null,
    });
  });

  app.post('/checkouts', async (context) => {
    const purchase = (await json(context)) as unknown as Purchase;
    if (!Number.isSafeInteger(purchase.amount))
      return context.json({ error: 'amount must be an integer' }, 400);
    return context.json(
      gateway.act(new URL(context.req.url).origin, (call) => checkout(call, purchase)),
      201,
    );
  });
  app.post('/subscriptions/:id/renewals', async (context) => {
    const { tax, settlesAt } = await json(context);
    const terms = {
      ...(typeof tax === 'number' ? { tax } : {}),
      ...(typeof settlesAt === 'string' ? { settlesAt } : {}),
    };
    const renewed = gateway.act('', (call) => renew(call, context.req.param('id'), terms));
    return context.json(renewed, 201);
  });

  app.post('/charges/:id/settlements', async (context) => {
    const { settlesAt } = await json(context);
    return context.json(
      gateway.act('', (call) => settleLate(call, context.req.param('id'), String(settlesAt))),
      201,
    );
  });
  app.post('/charges/:id/disputes', (context) =>
    context.json(
      gateway.act('', (call) => openDispute(call, context.req.param('id'))),
      201,
    ),
  );
  app.post('/disputes/:id', async (context) => {
    const { status } = await json(context);
    if (status !== 'won' && status !== 'lost')
      return context.json({ error: 'status must be won or lost' }, 400);
    return context.json(gateway.act('', (call) => closeDispute(call, context.req.param('id'), status)));
  });

  app.get('/webhooks', (context) => context.json({ pending: gateway.deliveries.pending }));
  app.post('/webhooks', async (context) => {
    const { copies, hold, release } = await json(context);
    if (typeof copies === 'number') gateway.deliveries.copies = Math.max(1, copies);
    if (hold === true) gateway.deliveries.hold();
    if (release === 'as_made' || release === 'reversed') gateway.deliveries.release(release);
    return context.json({ pending: gateway.deliveries.pending, copies: gateway.deliveries.copies });
  });
  return app;
}
