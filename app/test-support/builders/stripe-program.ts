import type Stripe from 'stripe';
import type { ProductEvent } from '~/domain/qualification/product-event';
import { bindStripeCustomer } from '~/domain/qualification/stripe-customers.server';
import { paymentOfInvoice, subscriptionChange } from '~/domain/qualification/stripe-facts';
import { Charge, Invoice, Refund, Subscription } from '~/domain/qualification/stripe-objects';
import { refundsOfCharge } from '~/domain/qualification/stripe-returns';
import { applyEvents } from '~/flows/apply-events.server';
import type { ArrivedEvent } from '~/flows/arrived-events.server';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { storeFacts } from '~/flows/store-facts.server';
import { type Random, randomFrom } from '~/kernel/random';
import { addDays, addMonths, DAY_MS, type Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { checkout, renew } from '../../../sandbox/stripe/billing';
import { newRefund } from '../../../sandbox/stripe/billing-objects';
import { closeDispute, openDispute } from '../../../sandbox/stripe/disputes';
import type { Call } from '../../../sandbox/stripe/endpoint';
import type { Gateway } from '../../../sandbox/stripe/gateway';

/** What went wrong on the way of some of a program's events: they happened at Stripe and never arrived. */
export const losses = ['invoice', 'refund', 'early_churn', 'upgrade', 'dispute', 'lost_dispute'] as const;
export type Loss = (typeof losses)[number];

/** What a reconciliation must find: "<kind> <Stripe's id>". */
export interface Planted {
  loss: Loss;
  customer: string;
  findings: string[];
  /** what Stripe sent, and what never arrived */
  lost: Sent[];
}

/** An event of Stripe's. */
export interface Sent {
  type: string;
  object: unknown;
  at: Instant;
  /** in the product's words, where that takes more than the object */
  says?: ProductEvent[];
}

export interface StripeProgram {
  /** the instant up to which all of it happened */
  until: Instant;
  planted: Planted[];
  customers: string[];
}

const START = Date.UTC(2026, 0, 3, 9);
const UNTIL = Date.UTC(2026, 5, 20, 12);
const BATCH = 500;

/**
 * A program whose customers pay through Stripe: everything happens at the Stripe-compatible server, and what arrived is written as the flows
 * would have; of as many customers as wanted something got lost. Stripe itself remembers no event any more, only what things are now.
 */
export async function buildStripeProgram(
  gateway: Gateway,
  { seed, customers: count, planted: wanted }: { seed: number; customers: number; planted: number },
): Promise<StripeProgram> {
  const random = randomFrom(seed);
  const partners = await writePartners(Math.max(4, Math.floor(count / 50)));
  const every = Math.floor(count / Math.max(1, wanted));
  const program: StripeProgram = { until: UNTIL, planted: [], customers: [] };
  for (let from = 0; from < count; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => from + n);
    const lives = numbers.map((n) => {
      const loss = n % every === 0 && n / every < wanted ? losses[(n / every) % losses.length] : undefined;
      return liveLife(gateway, random, { n, loss });
    });
    await arrive(lives, (n) => partners[n % partners.length] ?? '');
    for (const { customer, planted } of lives) {
      program.customers.push(customer);
      if (planted) program.planted.push(planted);
    }
  }
  return program;
}

async function writePartners(count: number): Promise<string[]> {
  const at = new Date(0);
  const handles = Array.from({ length: count }, (_, n) => `partner-${n}`);
  const terms = { status: 'active' as const, termsKey: 'developer' };
  const createdAt = at;
  await db.partner.createMany({
    data: handles.map((handle) => ({
      id: handle,
      handle,
      kind: 'affiliate' as const,
      name: handle,
      email: `${handle}@partner.test`,
      createdAt,
      ...terms,
    })),
  });
  await db.partnerStanding.createMany({ data: handles.map((partnerId) => ({ partnerId, at, ...terms })) });
  await db.promotionCode.createMany({
    data: handles.map((partnerId) => ({ code: partnerId.toUpperCase(), partnerId, createdAt })),
  });
  return handles;
}

interface Life {
  n: number;
  customer: string;
  signedUpAt: Instant;
  /** days on which the product was used */
  usedDays: number;
  stripeCustomer: string;
  arrived: Sent[];
  planted?: Planted;
}

/** One customer: signs up, subscribes, pays for some months; and whatever got lost. */
function liveLife(
  gateway: Gateway,
  random: Random,
  { n, loss }: { n: number; loss: Loss | undefined },
): Life {
  const customer = `customer-${n}`;
  const signedUpAt = START + random.below(60 * 24) * (DAY_MS / 24);
  const paidAt = addDays(signedUpAt, 7);
  const price = random.pick([2_900, 9_900, 60_000]);
  const sold = act(gateway, paidAt, (call) =>
    checkout(call, {
      amount: price,
      tax: random.chance(0.3) ? 500 : 0,
      interval: 'month',
      email: `ann@${customer}.test`,
      subscriptionMetadata: { externalId: customer },
      customerMetadata: { externalId: customer },
    }),
  );
  const {
    subscription = '',
    customer: stripeCustomer,
    charge,
    invoice,
  } = sold.result as Record<string, string>;
  const arrived = [...sold.sent];
  const life: Life = {
    n,
    customer,
    signedUpAt,
    usedDays: n % 10 === 0 || loss ? 8 : 0,
    stripeCustomer: stripeCustomer ?? '',
    arrived,
  };
  const subject = { gateway, subscription, charge: charge ?? '', invoice: invoice ?? '', paidAt };
  const months = loss === 'early_churn' ? 0 : 2;
  for (let month = 1; month <= months; month++) {
    arrived.push(...act(gateway, addMonths(paidAt, month), (call) => renew(call, subscription)).sent);
  }
  if (!loss) {
    // some of the others came back or went away, too, and that did arrive
    const fate = random.below(100);
    if (fate < 3) arrived.push(...refundPart(subject, random).lost);
    if (fate >= 97) arrived.push(...cancel(subject, addDays(paidAt, 80)).lost);
    return life;
  }
  life.planted = { loss, customer, ...lose(loss, subject, random) };
  return life;
}

interface Subject {
  gateway: Gateway;
  subscription: string;
  charge: string;
  /** what the charge paid */
  invoice: string;
  paidAt: Instant;
}

type Lost = Pick<Planted, 'findings' | 'lost'>;

function lose(loss: Loss, subject: Subject, random: Random): Lost {
  switch (loss) {
    case 'invoice':
      return renewOnce(subject);
    case 'refund':
      return refundPart(subject, random);
    case 'early_churn':
      return cancel(subject, addDays(subject.paidAt, random.between(1, 29)));
    case 'upgrade':
      return upgrade(subject);
    case 'dispute':
      return dispute(subject, null);
    case 'lost_dispute':
      return dispute(subject, 'lost');
  }
}

/** Does something at Stripe at an instant; the events it makes are kept apart, Stripe does not remember them. */
function act<T>(gateway: Gateway, at: Instant, work: (call: Call) => T): { result: T; sent: Sent[] } {
  const sent: Sent[] = [];
  const result = gateway.act(
    '',
    (call) => work({ ...call, emit: (type, object) => void sent.push({ type, object, at }) }),
    Math.floor(at / 1000),
  );
  return { result, sent };
}

function renewOnce({ gateway, subscription, paidAt }: Subject): Lost {
  const { result, sent } = act(gateway, addMonths(paidAt, 3), (call) => renew(call, subscription));
  return { findings: [`payment_missing ${result.invoice}`], lost: sent };
}

function upgrade({ gateway, subscription, paidAt }: Subject): Lost {
  const at = addMonths(paidAt, 3);
  act(gateway, at, ({ store }) => {
    const before = store.get('subscription', subscription);
    const item = before?.items.data[0];
    if (!before || !item) throw new Error('the subscription is there');
    const price = { ...item.price, unit_amount: 90_000 };
    store.put('subscription', subscription, {
      ...before,
      items: { ...before.items, data: [{ ...item, price }] },
    });
  });
  const { result, sent } = act(gateway, at, (call) => renew(call, subscription));
  return {
    findings: [`payment_missing ${result.invoice}`, `subscription_changed ${subscription}`],
    lost: sent,
  };
}

function cancel({ gateway, subscription }: Subject, at: Instant): Lost {
  const { sent } = act(gateway, at, (call) => {
    const before = call.store.get('subscription', subscription);
    if (!before) throw new Error('the subscription is there');
    const seconds = Math.floor(at / 1000);
    const ended: Stripe.Subscription = {
      ...before,
      status: 'canceled',
      canceled_at: seconds,
      ended_at: seconds,
    };
    call.store.put('subscription', subscription, ended);
    call.emit('customer.subscription.deleted', ended);
  });
  return { findings: [`subscription_end_missing ${subscription}`], lost: sent };
}

function refundPart({ gateway, charge, invoice, paidAt }: Subject, random: Random): Lost {
  const { result, sent } = act(gateway, addDays(paidAt, random.between(3, 40)), (call) => {
    const before = call.store.get('charge', charge);
    if (!before) throw new Error('the charge is there');
    const amount = random.chance(0.5) ? before.amount_captured : random.between(1, before.amount_captured);
    const refund = newRefund(before, { amount, reason: null, at: call.now });
    call.store.put('refund', refund.id, refund);
    call.store.put('charge', charge, { ...before, amount_refunded: amount });
    call.emit('charge.refunded', { ...before, amount_refunded: amount });
    return refund;
  });
  const outOf = Invoice.parse(gateway.store.get('invoice', invoice)).amount_paid;
  const of = { paymentId: invoice, outOf, refunds: [Refund.parse(result)], knownTotals: [], at: 0 };
  const says = refundsOfCharge(Charge.parse(gateway.store.get('charge', charge)), of);
  return { findings: [`refund_missing ${result.id}`], lost: sent.map((one) => ({ ...one, says })) };
}

function dispute({ gateway, charge, paidAt }: Subject, outcome: 'lost' | null): Lost {
  const opened = act(gateway, addDays(paidAt, 10), (call) => openDispute(call, charge));
  const { id } = opened.result;
  if (outcome === null) return { findings: [`dispute_missing ${id}`], lost: opened.sent };
  const closed = act(gateway, addDays(paidAt, 40), (call) => closeDispute(call, id, outcome));
  return { findings: [`dispute_end_missing ${id}`], lost: [...opened.sent, ...closed.sent] };
}

/** What arrived, written in batches: the product's events by their own way, Stripe's as facts with their deliveries. */
async function arrive(lives: readonly Life[], codeOf: (n: number) => string): Promise<void> {
  const product = lives.flatMap(({ n, customer, signedUpAt, usedDays }) => [
    event('customer.signed_up', signedUpAt, {
      customer: { id: customer, email: `ann@${customer}.test` },
      promotionCode: codeOf(n),
    }),
    ...Array.from({ length: usedDays }, (_, day) =>
      event('customer.usage_recorded', addDays(signedUpAt, day), { customerId: customer, apiCalls: 5 }),
    ),
  ]);
  await Promise.all(product.map(receiveProductEvent));
  await applyEvents();
  await transaction(async (tx) => {
    for (const { stripeCustomer, customer: externalId, signedUpAt: at } of lives) {
      const binding = { stripeCustomerId: stripeCustomer, externalId, by: 'metadata', at };
      await bindStripeCustomer(tx, { ...binding, eventId: `evt_${stripeCustomer}` });
    }
  });
  await storeArrived(lives.flatMap(({ customer, arrived }) => arrived.map((sent) => ({ sent, customer }))));
}

function event(type: string, at: Instant, data: object) {
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
  const externalId = `${type} ${new Date(at).toISOString()} ${JSON.stringify(data).slice(0, 60)}`;
  return { externalId, type, body, at, status: 'received' as const };
}

async function storeArrived(all: Array<{ sent: Sent; customer: string }>): Promise<void> {
  const deliveries = all.map((one, index) => {
    const { type, object, at } = one.sent;
    const externalId = `evt_${one.customer}_${index}`;
    const body = deliveredBody(externalId, one.sent);
    return { ...one, id: `evt_stripe_${externalId}`, externalId, type, object, at, body };
  });
  const facts = deliveries.flatMap((one) => ({ one, said: said(one.sent, one.customer) }));
  // payments before what gives them back
  for (const wanted of [
    (type: string) => type !== 'payment.refunded',
    (type: string) => type === 'payment.refunded',
  ]) {
    const events: ArrivedEvent[] = facts.flatMap(({ one, said }) =>
      said
        .filter(({ type }) => wanted(type))
        .map((event) => ({ inboundId: one.id, source: 'stripe' as const, event })),
    );
    const ids = new Set(events.map(({ inboundId }) => inboundId));
    await transaction(async (tx) => {
      await tx.inboundEvent.createMany({
        data: deliveries
          .filter(({ id }) => ids.has(id))
          .map(({ id, externalId, type, body, at }) => ({
            ...{ id, externalId, type, body, source: 'stripe' as const, status: 'applied' as const },
            at: new Date(at),
            receivedAt: new Date(at),
            appliedAt: new Date(at),
          })),
      });
      await storeFacts(tx, events);
    });
  }
}

/** A delivery as Stripe sends it. */
export function deliveredBody(id: string, { type, object, at }: Sent): string {
  const created = Math.floor(at / 1000);
  return JSON.stringify({ id, object: 'event', type, created, livemode: false, data: { object } });
}

/** What an event of Stripe's says in the product's words. */
function said({ type, object, at, says }: Sent, customerId: string): ProductEvent[] {
  if (says) return says;
  switch (type) {
    case 'invoice.paid':
      return [paymentOfInvoice(Invoice.parse(object), customerId, at)];
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
      return [subscriptionChange(Subscription.parse(object), { customerId, deleted: false, at })];
    case 'customer.subscription.deleted':
      return [subscriptionChange(Subscription.parse(object), { customerId, deleted: true, at })];
    default:
      return [];
  }
}
