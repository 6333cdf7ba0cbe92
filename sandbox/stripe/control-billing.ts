import type { Hono } from 'hono';
import { checkout, renew, settleAsyncPayment } from './billing';
import { json, numberOf, textOf } from './control-json';
import type { CreditNoteInput } from './credit-note-object';
import { createCreditNote, voidCreditNote } from './credit-notes';
import { moveDispute, openDispute, warnOfFraud } from './disputes';
import { find } from './endpoint';
import type { Gateway } from './gateway';
import { failInvoice, markUncollectible, payInvoice, voidInvoice } from './invoices';
import type { Payment, PeriodTerms, Purchase } from './records';
import { changeRefund, refundCharge } from './refunds';
import { settleLate } from './settlements';
import { endSubscription, termsOf } from './subscriptions';

function saleControls(app: Hono, gateway: Gateway): void {
  app.post('/checkouts', async (context) => {
    const purchase = (await json(context)) as unknown as Purchase;
    if (!Number.isSafeInteger(purchase.amount))
      return context.json({ error: 'amount must be an integer' }, 400);
    return context.json(
      gateway.act('', (call) => checkout(call, purchase)),
      201,
    );
  });
  app.post('/sessions/:id/payments', async (context) => {
    const { outcome } = await json(context);
    if (outcome !== 'succeeded' && outcome !== 'failed')
      return context.json({ error: 'outcome must be succeeded or failed' }, 400);
    return context.json(
      gateway.act('', (call) => settleAsyncPayment(call, context.req.param('id'), outcome)),
    );
  });
}

function subscriptionControls(app: Hono, gateway: Gateway): void {
  app.post('/subscriptions/:id/renewals', async (context) => {
    const terms = (await json(context)) as PeriodTerms;
    const renewed = gateway.act('', (call) => renew(call, context.req.param('id'), terms));
    return context.json(renewed, 201);
  });
  app.post('/subscriptions/:id', async (context) => {
    const { renews, nextFails } = await json(context);
    const id = context.req.param('id');
    const kept = gateway.act('', (call) => {
      find(call, 'subscription', id, 'subscription');
      const before = termsOf(call, id);
      return call.store.put('terms', id, {
        ...before,
        renews: typeof renews === 'boolean' ? renews : before.renews,
        nextFails: typeof nextFails === 'boolean' ? nextFails : before.nextFails,
      });
    });
    return context.json({ id, renews: kept.renews, nextFails: kept.nextFails ?? false });
  });
  app.post('/subscriptions/:id/end', async (context) => {
    const { reason = 'payment_failed' } = await json(context);
    if (reason !== 'payment_failed' && reason !== 'payment_disputed' && reason !== 'cancellation_requested')
      return context.json({ error: 'unknown reason' }, 400);
    return context.json(gateway.act('', (call) => endSubscription(call, context.req.param('id'), reason)));
  });
}

function invoiceControls(app: Hono, gateway: Gateway): void {
  app.post('/invoices/:id/payments', async (context) => {
    const payment = (await json(context)) as Payment;
    return context.json(
      gateway.act('', (call) => payInvoice(call, context.req.param('id'), payment)),
      201,
    );
  });
  app.post('/invoices/:id', async (context) => {
    const { status } = await json(context);
    const change = { failed: failInvoice, void: voidInvoice, uncollectible: markUncollectible };
    const apply = Object.entries(change).find(([name]) => name === status)?.[1];
    if (!apply)
      return context.json({ error: `status must be one of ${Object.keys(change).join(', ')}` }, 400);
    return context.json(gateway.act('', (call) => apply(call, context.req.param('id'))));
  });
  app.post('/invoices/:id/credit-notes', async (context) => {
    const input = (await json(context)) as unknown as CreditNoteInput;
    const invoice = context.req.param('id');
    return context.json(
      gateway.act('', (call) => createCreditNote(call, { ...input, invoice })),
      201,
    );
  });
  app.post('/credit-notes/:id/void', (context) =>
    context.json(gateway.act('', (call) => voidCreditNote(call, context.req.param('id')))),
  );
}

function chargeControls(app: Hono, gateway: Gateway): void {
  app.post('/charges/:id/settlements', async (context) => {
    const { settlesAt } = await json(context);
    return context.json(
      gateway.act('', (call) => settleLate(call, context.req.param('id'), String(settlesAt))),
      201,
    );
  });
  app.post('/charges/:id/refunds', async (context) => {
    const { amount, status, reason } = await json(context);
    const input = {
      amount: numberOf(amount),
      status: textOf(status) ?? 'succeeded',
      reason: textOf(reason) ?? null,
    };
    const id = context.req.param('id');
    return context.json(
      gateway.act('', (call) => refundCharge(call, find(call, 'charge', id, 'charge'), input)),
      201,
    );
  });
  app.post('/refunds/:id', async (context) => {
    const { status, failureReason } = await json(context);
    const id = context.req.param('id');
    return context.json(
      gateway.act('', (call) => changeRefund(call, id, String(status), textOf(failureReason))),
    );
  });
  app.post('/charges/:id/disputes', async (context) => {
    const { amount, reason, status } = await json(context);
    const input = { amount: numberOf(amount), reason: textOf(reason), status: textOf(status) };
    return context.json(
      gateway.act('', (call) => openDispute(call, context.req.param('id'), input)),
      201,
    );
  });
  app.post('/disputes/:id', async (context) => {
    const { status } = await json(context);
    return context.json(
      gateway.act('', (call) => moveDispute(call, context.req.param('id'), String(status))),
    );
  });
  app.post('/charges/:id/fraud-warnings', (context) =>
    context.json(
      gateway.act('', (call) => warnOfFraud(call, context.req.param('id'))),
      201,
    ),
  );
}

/** What customers, their banks and the passing of time do. */
export function billingControls(app: Hono, gateway: Gateway): void {
  saleControls(app, gateway);
  subscriptionControls(app, gateway);
  invoiceControls(app, gateway);
  chargeControls(app, gateway);
}
