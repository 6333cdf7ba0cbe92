import { type Random, randomFrom } from '~/kernel/random';
import { addDays, addMonths, DAY_MS, type Instant } from '~/kernel/time';
import { addLateStart, addReturn, addSharedCap } from './corner-scenes';
import { iso, type Send, start } from './corner-time';
import type { RandomProgram } from './random-program';
import type { Vector } from './vector';

interface Story {
  random: Random;
  id: string;
  signedUpAt: Instant;
  visitorId: string;
  /** instants at which a rule turns; most events of the customer happen exactly there or a millisecond beside */
  moments: Instant[];
  clicks: Vector['clicks'];
  send: Send;
}

/**
 * A small program in which nearly everything happens at an instant where a rule turns: several events at one same instant, clicks at the edge of a
 * window, periods before and after their payment, returns larger than payments, disputes over disputes, an end on the last day that still counts. It
 * ends anywhere, and its events come in no order.
 */
export function cornerProgram(seed: number): RandomProgram {
  const random = randomFrom(seed);
  const partners: Vector['partners'] = [
    { handle: 'ada', kind: 'affiliate', terms: 'developer' },
    { handle: 'bob', kind: 'affiliate', terms: 'developer' },
    { handle: 'solo', kind: 'agency', terms: 'agency' },
    { handle: 'duo', kind: 'agency', terms: 'agency' },
    { handle: 'mia', kind: 'affiliate', terms: 'marketplace', rateBps: 1250 },
    { handle: 'ned', kind: 'affiliate', terms: 'marketplace' },
  ];
  const clicks: Vector['clicks'] = [];
  const events: Vector['events'] = [];
  const moments: Instant[] = [];
  const send: Send = (type, at, data) => events.push({ type, timestamp: iso(at), data });
  const customers = random.between(1, 3);
  for (let n = 0; n < customers; n++) {
    const signedUpAt = addDays(start, random.pick([0, 0, 5, 30, 31]));
    const base = [0, 0, 1, 10, 30, 60, 90, 90, 91, 120].map((days) => addDays(signedUpAt, days));
    const story = { random, id: `k${n}`, signedUpAt, visitorId: `v${n}`, moments: base, clicks, send };
    addCustomer(story);
    moments.push(...story.moments);
  }
  if (random.chance(0.25)) addSharedCap(random, send);
  if (random.chance(0.2)) addReturn(random, clicks, send);
  if (random.chance(0.25)) addLateStart(random, clicks, send);
  if (random.chance(0.3)) addLonePurchase(random, clicks, send);
  if (random.chance(0.3) && events[0]) events.push(random.pick(events));
  const end = random.chance(0.5)
    ? addDays(start, 420)
    : random.pick(moments) + random.pick([-1, 0, 0, 30 * DAY_MS]);
  return { partners, clicks, ...upTo(end, random.shuffle(events)) };
}

/** Nothing is known yet of what comes after the end. */
function upTo(end: Instant, events: Vector['events']): Pick<RandomProgram, 'events' | 'until'> {
  return { events: events.filter((event) => Date.parse(event.timestamp) <= end), until: iso(end) };
}

function moment({ random, moments }: Pick<Story, 'random' | 'moments'>): Instant {
  return random.pick(moments) + random.pick([0, 0, 0, 0, 0, -1, 1]);
}

function addCustomer(story: Story): void {
  const { random, id, signedUpAt, visitorId, clicks, send } = story;
  const domain = random.pick(['acme.dev', 'acme.dev', 'globex.dev', `own-${id}.dev`, 'gmail.com']);
  const before = Array.from({ length: random.below(4) }, () => addClick(story, signedUpAt, visitorId));
  for (let n = random.pick([0, 0, 1, 2]); n > 0; n--) {
    const ago = random.pick([0, 1, DAY_MS, 29 * DAY_MS, 30 * DAY_MS - 1, 30 * DAY_MS, 30 * DAY_MS + 1]);
    const partnerHandle = random.pick(['solo', 'duo']);
    // never two agencies at one instant: which event came first is known to the inbox alone
    send('client.invited', signedUpAt - ago - (partnerHandle === 'duo' ? 5 : 0), { partnerHandle, domain });
  }
  send('customer.signed_up', signedUpAt, {
    customer: { id, email: `person@${random.chance(0.3) ? domain.toUpperCase() : domain}` },
    ...(random.chance(0.6) ? { visitorId } : {}),
    ...(before[0] && random.chance(0.5) ? { clickId: random.pick(before) } : {}),
  });
  const payments = random.pick([0, 1, 1, 2, 3, 5]);
  for (let n = 0; n < payments; n++) addPayment(story, n);
  for (let n = random.pick([0, 0, 1, 2]); n > 0; n--) {
    const at = random.chance(0.15) ? signedUpAt - DAY_MS : moment(story);
    const earlier = clicks.filter((click) => Date.parse(click.at) <= at).map((click) => click.id);
    const again = earlier.length > 0 && random.chance(0.2);
    const clickId = again ? random.pick(earlier) : addClick(story, at, `${visitorId}-again`);
    send('customer.attribution_captured', at, { customerId: id, clickId });
  }
  addActivity(story);
  addSubscriptions(story);
}

function addClick({ random, clicks }: Pick<Story, 'random' | 'clicks'>, seenAt: Instant, visitorId: string) {
  const days = random.pick([0, 1, 10, 30, 30, 90, 90]);
  const at = iso(seenAt - days * DAY_MS - random.pick([-1, 0, 0, 0, 1]));
  const id = `c${clicks.length}`;
  if (random.chance(0.2)) clicks.push({ id, at, partner: null, channel: 'impact', visitorId });
  else {
    const source = random.chance(0.3) ? { source: 'content' as const } : {};
    clicks.push({ id, at, partner: random.pick(['ada', 'bob', 'solo', 'mia', 'ned']), visitorId, ...source });
  }
  return id;
}

function addActivity(story: Story): void {
  const { random, id, signedUpAt, send } = story;
  const days = random.pick([0, 1, 6, 7, 29, 30, 31]);
  const first = random.pick([signedUpAt, signedUpAt, moment(story)]);
  for (let day = 0; day < days; day++)
    send('customer.usage_recorded', addDays(first, day), {
      customerId: id,
      apiCalls: random.pick([1, 33, 250]),
    });
  for (let n = random.below(5); n > 0; n--)
    send('customer.usage_recorded', moment(story), { customerId: id, apiCalls: random.pick([1, 999, 1000]) });
  const changes = new Set(Array.from({ length: random.below(4) }, () => moment(story)));
  for (const at of changes)
    send('customer.members_changed', at, { customerId: id, members: random.pick([2, 5, 6, 9]) });
}

function addSubscriptions(story: Story): void {
  const { random, id, send } = story;
  const at = new Set(Array.from({ length: random.pick([0, 0, 1, 1, 2, 4]) }, () => moment(story)));
  for (const instant of at) {
    const subscriptionId = random.pick(['s1', 's2']);
    if (random.chance(0.2)) {
      // one plan for another at one instant: the new one is there before the old one ends
      send('subscription.canceled', instant, { customerId: id, subscriptionId });
      const other = subscriptionId === 's1' ? 's2' : 's1';
      send('subscription.changed', instant, { customerId: id, subscriptionId: other, status: 'active' });
      continue;
    }
    const status = random.pick(['active', 'trialing', 'canceled']);
    if (random.chance(0.6)) send('subscription.canceled', instant, { customerId: id, subscriptionId });
    else send('subscription.changed', instant, { customerId: id, subscriptionId, status });
  }
}

function periodOf(random: Random, at: Instant): { start: Instant; end: Instant } | null {
  const begins = addMonths(at, random.pick([0, 0, 0, -3, -1, 1, 2])) + random.pick([0, 0, DAY_MS, -DAY_MS]);
  const length = random.pick([0, 1, 1, 2, 3, 12, 12]);
  if (length === 0) return null;
  return { start: begins, end: addMonths(begins, length) + random.pick([0, 0, 0, -1, 1, 20 * DAY_MS]) };
}

function addPayment(story: Story, n: number): void {
  const { random, id, visitorId, moments, send } = story;
  const at = random.chance(0.1) ? story.signedUpAt - random.pick([1, DAY_MS, 40 * DAY_MS]) : moment(story);
  const period = periodOf(random, at);
  const paymentId = `${id}-p${n}`;
  const amount = random.pick([0, 5000, 50_000, 50_001, 60_007, 600_011, 1_200_005, 3_000_000]);
  const clickId = random.chance(0.2) ? { clickId: addClick(story, at, `${visitorId}-shop`) } : {};
  send('payment.succeeded', at, {
    customerId: id,
    paymentId,
    amount: String(amount),
    currency: 'USD',
    ...(period ? { period: { start: iso(period.start), end: iso(period.end) } } : {}),
    ...(random.chance(0.3) ? { visitorId } : {}),
    ...clickId,
  });
  const own = [at, at, addDays(at, 30), addMonths(at, 1), addMonths(at, 2), addMonths(at, 6)];
  if (period) own.push(...[1, 2, 3].map((months) => addMonths(period.start, months)));
  moments.push(...own);
  addReturns({ ...story, moments: own }, paymentId, amount);
}

function addReturns(story: Pick<Story, 'random' | 'moments' | 'send'>, paymentId: string, amount: number) {
  const { random, send } = story;
  for (let n = random.pick([0, 0, 0, 1, 2, 3]); n > 0; n--) {
    const share = random.pick([amount, amount + 1, amount / 2, amount / 12, (amount * 10) / 12, amount / 3]);
    const at = random.chance(0.1) ? moment(story) - 50 * DAY_MS : moment(story);
    const part = String(Math.max(1, Math.round(share)));
    send('payment.refunded', at, { paymentId, refundId: `${paymentId}-r${n}`, amount: part });
  }
  for (let n = random.pick([0, 0, 0, 1, 2]); n > 0; n--) {
    const disputeId = `${paymentId}-d${n}`;
    const opened = random.chance(0.1) ? moment(story) - 50 * DAY_MS : moment(story);
    send('payment.disputed', opened, { paymentId, disputeId });
    const later = story.moments.filter((at) => at >= opened);
    const closed = random.pick([opened, opened + DAY_MS, ...later]);
    const outcome = random.pick(['won', 'won', 'lost']);
    if (random.chance(0.8)) send('payment.dispute_closed', closed, { paymentId, disputeId, outcome });
  }
}

function addLonePurchase(random: Random, clicks: Vector['clicks'], send: Send): void {
  const at = addDays(start, random.between(20, 40));
  const clickId = addClick({ random, clicks }, at, 'lone');
  const more = random.chance(0.5) ? addClick({ random, clicks }, at, 'lone') : null;
  const period = periodOf(random, at);
  send('payment.succeeded', at, {
    paymentId: 'lone',
    amount: '120011',
    currency: 'USD',
    ...(more ? { visitorId: 'lone' } : { clickId }),
    ...(period ? { period: { start: iso(period.start), end: iso(period.end) } } : {}),
  });
  const moments = [at, addDays(at, 30), addMonths(at, 1), addMonths(at, 2)];
  addReturns({ random, moments, send }, 'lone', 120_011);
}
