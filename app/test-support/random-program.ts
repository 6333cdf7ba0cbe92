import { type Random, randomFrom } from '~/kernel/random';
import { addDays, addMonths, DAY_MS, HOUR_MS, type Instant } from '~/kernel/time';
import type { Vector } from './vector';

export type RandomProgram = Pick<Vector, 'partners' | 'clicks' | 'events' | 'until'>;
type Event = Vector['events'][number];

const start = Date.UTC(2026, 0, 1, 12);

/**
 * A year of a small program: partners under all four terms, clicks through both channels, sign-ups with and without evidence, use, teams, monthly
 * and annual payments, refunds in parts, disputes, churn and returns. Only what the product could really send.
 */
export function randomProgram(seed: number, size: { customers: number } = { customers: 4 }): RandomProgram {
  const random = randomFrom(seed);
  const partners: Vector['partners'] = [
    { handle: 'ada', kind: 'affiliate', terms: 'developer' },
    { handle: 'bob', kind: 'affiliate', terms: 'developer' },
    { handle: 'solo', kind: 'agency', terms: 'agency' },
    { handle: 'mia', kind: 'affiliate', terms: 'marketplace', rateBps: random.pick([1250, 1500, 2000]) },
  ];
  const clicks: Vector['clicks'] = [];
  const events: Event[] = [];
  for (let n = 0; n < size.customers; n++) addCustomer(random, n, clicks, events);
  if (random.chance(0.5)) addLonePurchase(random, clicks, events);
  return { partners, clicks, events, until: new Date(addDays(start, 400)).toISOString() };
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}

function addClick(random: Random, at: Instant, visitorId: string, clicks: Vector['clicks']): string {
  const id = `c${clicks.length}`;
  if (random.chance(0.15))
    clicks.push({ id: `im${clicks.length}`, at: iso(at), partner: null, channel: 'impact', visitorId });
  else {
    const partner = random.pick(['ada', 'bob', 'solo', 'mia']);
    const content = partner !== 'solo' && random.chance(0.3);
    clicks.push({ id, at: iso(at), partner, visitorId, ...(content ? { source: 'content' as const } : {}) });
  }
  return clicks.at(-1)?.id ?? id;
}

function addCustomer(random: Random, n: number, clicks: Vector['clicks'], events: Event[]): void {
  const id = `customer-${n}`;
  const domain = random.pick(['acme.dev', 'globex.dev', `own-${n}.dev`, 'gmail.com']);
  const visitorId = `visitor-${n}`;
  const signedUpAt = addDays(start, random.between(5, 60)) + random.below(20) * HOUR_MS;
  const send = (type: string, at: Instant, data: Record<string, unknown>) =>
    events.push({ type, timestamp: iso(at), data });
  const before = Array.from({ length: random.below(3) }, () =>
    addClick(random, signedUpAt - random.below(120 * 24) * HOUR_MS, visitorId, clicks),
  );
  if (random.chance(0.2)) {
    send('client.invited', signedUpAt - random.between(1, 40) * DAY_MS, { partnerHandle: 'solo', domain });
  }
  send('customer.signed_up', signedUpAt, {
    customer: { id, email: `person${n}@${domain}` },
    ...(random.chance(0.6) ? { visitorId } : {}),
    ...(before[0] && random.chance(0.4) ? { clickId: before[0] } : {}),
  });
  if (random.chance(0.3)) {
    const at = signedUpAt + random.below(60 * 24) * HOUR_MS;
    const clickId = addClick(random, at - random.below(48) * HOUR_MS, `${visitorId}-again`, clicks);
    send('customer.attribution_captured', at, { customerId: id, clickId });
  }
  addActivity(random, id, signedUpAt, send);
  addBilling(random, id, signedUpAt, visitorId, send);
}

type Send = (type: string, at: Instant, data: Record<string, unknown>) => void;

function addActivity(random: Random, customerId: string, signedUpAt: Instant, send: Send): void {
  const days = random.pick([0, 3, 8, 35, 60]);
  const gap = random.pick([1, 1, 2, 5]);
  for (let day = 0; day < days; day++) {
    const apiCalls = random.pick([1, 10, 200]);
    send('customer.usage_recorded', addDays(signedUpAt, day * gap) + random.below(10) * HOUR_MS, {
      customerId,
      apiCalls,
    });
  }
  for (let n = random.below(3); n > 0; n--) {
    const at = addDays(signedUpAt, random.below(150));
    send('customer.members_changed', at, { customerId, members: random.pick([2, 5, 6, 12]) });
  }
}

function addBilling(
  random: Random,
  customerId: string,
  signedUpAt: Instant,
  visitorId: string,
  send: Send,
): void {
  if (random.chance(0.15)) return;
  const annual = random.chance(0.25);
  const firstAt = addDays(signedUpAt, random.below(45));
  const amount = random.pick([2900, 20_000, 50_000, 60_001, 99_999, 800_000]) * (annual ? 12 : 1);
  const count = annual ? 1 : random.between(1, 9);
  let last = firstAt;
  for (let n = 0; n < count; n++) {
    const at = addMonths(firstAt, n);
    last = at;
    const paymentId = `${customerId}-pay-${n}`;
    const period = { start: iso(at), end: iso(addMonths(at, annual ? 12 : 1)) };
    send('payment.succeeded', at, {
      customerId,
      paymentId,
      amount: String(amount),
      currency: 'USD',
      ...(random.chance(0.8) || annual ? { period } : {}),
      ...(random.chance(0.3) ? { visitorId } : {}),
    });
    addReturns(random, paymentId, amount, at, send);
  }
  if (!random.chance(0.4)) return;
  const goneAt = last + random.between(0, 40) * DAY_MS;
  send('subscription.canceled', goneAt, { customerId, subscriptionId: 's1' });
  if (random.chance(0.4)) {
    const back = addDays(goneAt, random.between(1, 60));
    send('payment.succeeded', back, {
      customerId,
      paymentId: `${customerId}-back`,
      amount: '70000',
      currency: 'USD',
    });
  }
}

function addReturns(random: Random, paymentId: string, amount: number, at: Instant, send: Send): void {
  if (random.chance(0.2)) {
    const parts = random.between(1, 3);
    for (let n = 0; n < parts; n++) {
      const part = random.chance(0.3) ? amount : Math.ceil(amount / random.between(2, 5));
      const when = at + random.between(-2, 70) * DAY_MS;
      send('payment.refunded', when, { paymentId, refundId: `${paymentId}-r${n}`, amount: String(part) });
    }
  }
  if (random.chance(0.15)) {
    const opened = at + random.between(0, 40) * DAY_MS;
    const disputeId = `${paymentId}-d`;
    send('payment.disputed', opened, { paymentId, disputeId });
    if (random.chance(0.8)) {
      const outcome = random.pick(['won', 'lost']);
      send('payment.dispute_closed', addDays(opened, random.between(0, 30)), {
        paymentId,
        disputeId,
        outcome,
      });
    }
  }
}

function addLonePurchase(random: Random, clicks: Vector['clicks'], events: Event[]): void {
  const at = addDays(start, random.between(20, 90));
  const clickId = `lone${clicks.length}`;
  clicks.push({ id: clickId, at: iso(at - random.below(40) * DAY_MS), partner: 'mia', visitorId: 'lone' });
  const data = { paymentId: 'lone', amount: '12345', currency: 'USD', clickId };
  events.push({ type: 'payment.succeeded', timestamp: iso(at), data });
}
