import { Hono } from 'hono';
import { billingControls } from './control-billing';
import { connectControls } from './control-connect';
import { json } from './control-json';
import type { ReleaseOrder } from './deliver';
import { StripeFailure } from './errors';
import type { Gateway } from './gateway';
import { moveSandboxClock, nextDueAt } from './sandbox-clock';

function clockOf(gateway: Gateway) {
  const due = nextDueAt(gateway);
  const clock = gateway.store.get('clock', 'clock');
  return {
    now: new Date(gateway.nowMs()).toISOString(),
    fixed: clock !== undefined && !clock.running,
    nextDue: due === null ? null : new Date(due * 1000).toISOString(),
  };
}

function orderOf(release: unknown): ReleaseOrder | undefined {
  if (release === 'as_made' || release === 'reversed') return release;
  const seed =
    release !== null && typeof release === 'object' && 'seed' in release ? release.seed : undefined;
  return typeof seed === 'number' ? { seed } : undefined;
}

function faultControls(app: Hono, gateway: Gateway): void {
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
}

function clockControls(app: Hono, gateway: Gateway): void {
  app.get('/clock', (context) => context.json(clockOf(gateway)));
  // Answers when what fell due is done and its events were offered to every endpoint once.
  app.post('/clock', async (context) => {
    const { now, running } = await json(context);
    const at = typeof now === 'string' ? Date.parse(now) : Number.NaN;
    if (Number.isNaN(at)) gateway.setClock(null);
    else moveSandboxClock(gateway, { at, running: running === true });
    await gateway.deliveries.triedOnce();
    return context.json(clockOf(gateway));
  });
}

function deliveryControls(app: Hono, gateway: Gateway): void {
  const { deliveries } = gateway;
  app.get('/webhooks', (context) => context.json({ pending: deliveries.pending }));
  app.post('/webhooks', async (context) => {
    const { copies, hold, release, delayMs, apiVersion } = await json(context);
    if (typeof copies === 'number') deliveries.copies = Math.max(1, copies);
    if (typeof delayMs === 'number') deliveries.delayMs = Math.max(0, delayMs);
    if (apiVersion === null || typeof apiVersion === 'string') deliveries.apiVersion = apiVersion;
    if (hold === true) deliveries.hold();
    const order = orderOf(release);
    if (order) deliveries.release(order);
    return context.json({ pending: deliveries.pending, copies: deliveries.copies });
  });
}

/** Switches for developers and tests; nothing here exists at Stripe. README.md lists them. */
export function controlRoutes(gateway: Gateway): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    if (!(error instanceof StripeFailure)) throw error;
    return context.json({ error: error.body }, 400);
  });
  faultControls(app, gateway);
  clockControls(app, gateway);
  deliveryControls(app, gateway);
  connectControls(app, gateway);
  billingControls(app, gateway);
  return app;
}
