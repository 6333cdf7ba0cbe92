import type { Random } from '~/kernel/random';
import { addDays, addMonths, DAY_MS } from '~/kernel/time';
import { iso, type Send, start } from './corner-time';
import type { Vector } from './vector';

/** Customers of one agency whose slices fall due together and are more than a month's cap. */
export function addSharedCap(random: Random, send: Send): void {
  const at = addDays(start, random.pick([3, 10, 30]));
  send('client.invited', start, { partnerHandle: 'solo', domain: 'shared.dev' });
  for (const n of [0, 1, 2]) {
    const id = `shared-${n}`;
    send('customer.signed_up', start + 1 + random.below(2), {
      customer: { id, email: `one@${random.pick(['shared.dev', 'Shared.Dev'])}` },
    });
    for (const m of random.pick([[0], [0, 1]])) {
      const paidAt = random.pick([at, at, at + 1, at - 1, addMonths(at, 1)]);
      const begins = random.pick([at, addMonths(at, 1), addMonths(at, -2), paidAt]);
      const end = addMonths(begins, random.pick([1, 3, 6]));
      send('payment.succeeded', paidAt, {
        customerId: id,
        // ids against the order of time, so that the two orders differ
        paymentId: `shared-${9 - n}-${m}`,
        amount: String(random.pick([1_000_003, 2_000_000, 4_000_001])),
        currency: 'USD',
        period: { start: iso(begins), end: iso(end) },
      });
    }
  }
}

/** Paid for the first time when already long signed up, so that Sustained comes with Paid and an early end can follow it. */
export function addLateStart(random: Random, clicks: Vector['clicks'], send: Send): void {
  const customerId = 'late';
  clicks.push({ id: 'late', at: iso(start), partner: 'ada', visitorId: 'late' });
  send('customer.signed_up', start, { customer: { id: customerId, email: 'a@Late.dev' }, clickId: 'late' });
  send('customer.signed_up', addDays(start, 40), { customer: { id: 'late-2', email: 'b@late.dev' } });
  if (random.chance(0.5)) {
    const id = random.pick(['late-b', 'late-im']);
    const partner = id === 'late-b' ? { partner: 'bob' } : { partner: null, channel: 'impact' as const };
    clicks.push({ id, at: iso(addDays(start, 60)), ...partner, visitorId: 'late-again' });
    send('customer.attribution_captured', addDays(start, 60), { customerId, clickId: id });
  }
  send('customer.signed_up', addDays(start, 80), { customer: { id: 'late-3', email: 'c@late.dev' } });
  const paidAt = addDays(start, random.pick([85, 90, 100]));
  const payment = { customerId, paymentId: 'late-p', amount: '90000', currency: 'USD' };
  send('payment.succeeded', paidAt, payment);
  for (let day = 0; day < 8; day++)
    send('customer.usage_recorded', addDays(paidAt, day), { customerId, apiCalls: 1 });
  const end = addDays(paidAt, 30) + random.pick([-1, 0, 0, 1]);
  if (random.chance(0.5)) send('subscription.canceled', end, { customerId, subscriptionId: 'late-s' });
  else send('payment.refunded', end, { paymentId: 'late-p', refundId: 'late-r', amount: '90000' });
}

/** Gone after Sustained, a team while away, and back: with or without the team, and perhaps gone again at once. */
export function addReturn(random: Random, clicks: Vector['clicks'], send: Send): void {
  const customerId = 'back';
  clicks.push({ id: 'back', at: iso(start), partner: 'bob', visitorId: 'back' });
  send('customer.signed_up', start, { customer: { id: customerId, email: 'a@back.dev' }, clickId: 'back' });
  const payment = { customerId, amount: '60000', currency: 'USD' };
  for (const n of [0, 1, 2, 3])
    send('payment.succeeded', addMonths(start, n), { ...payment, paymentId: `back-${n}` });
  const days = random.pick([28, 29, 30]);
  for (let day = 0; day < days; day++)
    send('customer.usage_recorded', addDays(start, day), { customerId, apiCalls: 1 });
  const subscription = { customerId, subscriptionId: 's' };
  const goneAt = addDays(start, random.pick([80, 100, 120]));
  send('subscription.canceled', goneAt, subscription);
  const team = goneAt + random.pick([0, 1, DAY_MS, 5 * DAY_MS]);
  send('customer.members_changed', team, { customerId, members: 6 });
  send('customer.usage_recorded', addDays(goneAt, 1), { customerId, apiCalls: 1 });
  send('customer.usage_recorded', addDays(goneAt, 5), { customerId, apiCalls: 1 });
  if (random.chance(0.5)) send('customer.members_changed', addDays(goneAt, 6), { customerId, members: 2 });
  const backAt = addDays(goneAt, random.pick([5, 6, 7, 30]));
  const amount = random.pick(['60000', '60000', '0']);
  send('payment.succeeded', backAt, { ...payment, amount, paymentId: 'back-again' });
  if (random.chance(0.3)) send('subscription.canceled', backAt + random.pick([0, 1]), subscription);
  if (random.chance(0.2))
    send('payment.refunded', backAt, { paymentId: 'back-again', refundId: 'back-r', amount });
}
