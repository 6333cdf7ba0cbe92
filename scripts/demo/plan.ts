import { type Random, randomFrom } from '~/kernel/random';
import { addDays, addMonths, DAY_MS, HOUR_MS, type Instant } from '~/kernel/time';

/** A partner of the demo. Handles say what it is; nobody real is meant. */
export interface DemoPartner {
  handle: string;
  name: string;
  kind: 'affiliate' | 'agency';
  terms: 'developer' | 'agency' | 'marketplace';
  /** its links beside the direct one */
  links: Array<{
    code: string;
    source: 'content' | 'agency' | 'direct_link';
    label: string;
    destination: string;
  }>;
  /** how many of the customers come through it, relative to the others */
  weight: number;
  rateBps?: number;
  /** without one its payouts wait */
  payable: boolean;
  /** signs up on the page, with a password people can use */
  signsUp: boolean;
}

export interface DemoClick {
  at: Instant;
  /** null = Impact */
  code: string | null;
  visitorId: string;
  /** names the click for events that carry it */
  key: string;
}

export interface DemoEvent {
  at: Instant;
  type: string;
  data: Record<string, unknown>;
  /** replaced by the id the portal gave the click */
  clickKey?: string;
}

export interface DemoPlan {
  partners: DemoPartner[];
  clicks: DemoClick[];
  events: DemoEvent[];
}

const home = 'https://emdash.dev/';
const docs = 'https://docs.emdash.dev/';

const developer = (
  handle: string,
  name: string,
  weight: number,
  more: Partial<DemoPartner> = {},
): DemoPartner => ({
  handle,
  name,
  kind: 'affiliate',
  terms: 'developer',
  links: [{ code: `${handle}-docs`, source: 'direct_link', label: 'Documentation', destination: docs }],
  weight,
  payable: true,
  signsUp: false,
  ...more,
});

const agency = (
  handle: string,
  name: string,
  weight: number,
  more: Partial<DemoPartner> = {},
): DemoPartner => ({
  ...developer(handle, name, weight),
  kind: 'agency',
  terms: 'agency',
  links: [{ code: `${handle}-clients`, source: 'agency', label: 'Client proposals', destination: home }],
  ...more,
});

const article = (code: string, label: string) => ({
  code,
  source: 'content' as const,
  label,
  destination: docs,
});

const partners: DemoPartner[] = [
  developer('demo-developer', 'Demo developer', 16, { signsUp: true }),
  developer('edge-notes', 'Edge notes', 14),
  developer('static-first', 'Static first', 10),
  developer('tiny-runtime', 'Tiny runtime', 7),
  developer('weekend-builds', 'Weekend builds', 4, { payable: false }),
  developer('cms-field-guide', 'CMS field guide', 15, {
    links: [article('cms-compared', 'Ten systems compared'), article('migrating', 'Migrating in a day')],
  }),
  developer('astro-recipes', 'Astro recipes', 9, { links: [article('recipes', 'Recipe index')] }),
  agency('demo-agency', 'Demo agency', 12, { signsUp: true }),
  agency('studio-north', 'Studio North', 9),
  agency('studio-harbour', 'Studio Harbour', 5),
  developer('plugin-shelf', 'Plugin shelf', 8, { terms: 'marketplace', rateBps: 1250, links: [] }),
  developer('theme-shelf', 'Theme shelf', 4, { terms: 'marketplace', links: [] }),
];

const CUSTOMERS = 200;
export const DEMO_DAYS = 184;
const words =
  'amber basalt cedar delta ember fjord garnet harbor indigo juniper kelp lumen maple nimbus ochre pine quartz ridge slate tundra'.split(
    ' ',
  );

/**
 * Six months of a program: who clicked, signed up, used, paid, asked for money back and left. The same seed and start give the same plan.
 * @param start the first day, 00:00 UTC
 */
export function planDemo(seed: number, start: Instant): DemoPlan {
  const random = randomFrom(seed);
  const plan: DemoPlan = { partners, clicks: [], events: [] };
  for (let n = 0; n < CUSTOMERS; n++) planCustomer(random, n, start, plan);
  for (let n = 0; n < 1200; n++) planPassingClick(random, n, start, plan);
  const end = addDays(start, DEMO_DAYS);
  plan.clicks = plan.clicks
    .filter((click) => click.at >= start && click.at < end)
    .sort((a, b) => a.at - b.at);
  plan.events = plan.events.filter((event) => event.at < end).sort((a, b) => a.at - b.at);
  return plan;
}

function weighted(random: Random): DemoPartner {
  const lots = partners.flatMap((partner) => Array<DemoPartner>(partner.weight).fill(partner));
  return random.pick(lots);
}

function codeOf(random: Random, partner: DemoPartner): string {
  const codes = [partner.handle, ...partner.links.map((link) => link.code)];
  // most of a writer's readers come through the articles
  return partner.links.some((link) => link.source === 'content') && random.chance(0.8)
    ? random.pick(codes.slice(1))
    : random.pick(codes);
}

function planPassingClick(random: Random, n: number, start: Instant, plan: DemoPlan): void {
  // more of them towards the end: a program that grows
  const day = Math.floor(DEMO_DAYS * Math.sqrt(random.below(10_000) / 10_000));
  const at = addDays(start, day) + random.below(24) * HOUR_MS;
  const code = random.chance(0.04) ? null : codeOf(random, weighted(random));
  plan.clicks.push({ at, code, visitorId: `passing-${n % 900}`, key: `passing-${n}` });
}

function planCustomer(random: Random, n: number, start: Instant, plan: DemoPlan): void {
  const id = `team-${String(n + 1).padStart(3, '0')}`;
  const domain = `${random.pick(words)}-${random.pick(words)}-${n + 1}.example`;
  const at =
    addDays(start, 2 + Math.floor((DEMO_DAYS - 8) * Math.sqrt((n + random.below(100) / 100) / CUSTOMERS))) +
    random.between(7, 20) * HOUR_MS;
  const send = (type: string, when: Instant, data: Record<string, unknown>, clickKey?: string) =>
    plan.events.push({ type, at: when, data, ...(clickKey ? { clickKey } : {}) });
  const visitorId = `visitor-${id}`;
  const partner = random.chance(0.12) ? null : weighted(random);
  const impact = partner === null && random.chance(0.4);
  let clickKey: string | undefined;
  if (partner?.kind === 'agency' && random.chance(0.85)) {
    send('client.invited', at - random.between(1, 20) * DAY_MS, { partnerHandle: partner.handle, domain });
  } else if (partner || impact) {
    clickKey = `click-${id}`;
    const code = partner ? codeOf(random, partner) : null;
    plan.clicks.push({ at: at - random.between(1, 240) * HOUR_MS, code, visitorId, key: clickKey });
  }
  const withClick = random.chance(0.5) ? clickKey : undefined;
  send(
    'customer.signed_up',
    at,
    { customer: { id, email: `owner@${domain}` }, ...(clickKey ? { visitorId } : {}) },
    withClick,
  );
  planLife(random, { id, at, visitorId, buys: partner?.terms === 'marketplace' }, send);
}

type Send = (type: string, when: Instant, data: Record<string, unknown>, clickKey?: string) => void;
interface Life {
  id: string;
  at: Instant;
  visitorId: string;
  /** single purchases instead of a subscription */
  buys: boolean;
}

function planLife(random: Random, life: Life, send: Send): void {
  const keen = random.below(100);
  const days = keen < 30 ? random.between(0, 4) : keen < 55 ? random.between(6, 20) : random.between(30, 75);
  const gap = random.pick([1, 1, 1, 2]);
  for (let day = 0; day < days; day++) {
    send('customer.usage_recorded', addDays(life.at, day * gap) + random.between(0, 3) * HOUR_MS, {
      customerId: life.id,
      apiCalls: random.between(4, 90),
    });
  }
  if (keen < 55 && !life.buys) return;
  if (random.chance(0.6)) {
    send('customer.members_changed', addDays(life.at, random.between(2, 30)), {
      customerId: life.id,
      members: random.between(2, 14),
    });
  }
  if (life.buys) planPurchases(random, life, send);
  else planSubscription(random, life, send);
}

function planPurchases(random: Random, { id, at, visitorId }: Life, send: Send): void {
  for (let n = random.between(1, 3); n > 0; n--) {
    const paymentId = `${id}-order-${n}`;
    const amount = String(random.pick([1900, 2900, 4900, 7900, 12_900]));
    send('payment.succeeded', addDays(at, random.between(0, 24)), {
      customerId: id,
      visitorId,
      paymentId,
      amount,
      currency: 'USD',
      orderId: `order-${id}-${n}`,
    });
  }
}

function planSubscription(random: Random, { id, at }: Life, send: Send): void {
  const annual = random.chance(0.12);
  const monthly = random.pick([2900, 4900, 9900, 9900, 19_900, 29_900, 59_900, 89_900, 149_900]);
  const amount = annual ? monthly * 10 : monthly;
  const firstAt = addDays(at, random.between(0, 14)) + HOUR_MS;
  const subscriptionId = `sub-${id}`;
  const monthlyValue = { amount: String(annual ? Math.round(amount / 12) : monthly), currency: 'USD' };
  if (random.chance(0.3))
    send('subscription.changed', at + HOUR_MS, {
      customerId: id,
      subscriptionId,
      status: 'trialing',
      monthlyValue,
    });
  send('subscription.changed', firstAt, { customerId: id, subscriptionId, status: 'active', monthlyValue });
  const stays = random.chance(0.14) ? random.between(1, 3) : 12;
  for (let n = 0; n < (annual ? 1 : stays); n++) {
    const paidAt = addMonths(firstAt, n);
    const paymentId = `${id}-invoice-${n + 1}`;
    const period = {
      start: new Date(paidAt).toISOString(),
      end: new Date(addMonths(paidAt, annual ? 12 : 1)).toISOString(),
    };
    send('payment.succeeded', paidAt, {
      customerId: id,
      paymentId,
      amount: String(amount),
      currency: 'USD',
      period,
    });
    planReturn(random, paymentId, amount, paidAt, send);
  }
  if (stays < 12 && !annual) {
    send('subscription.canceled', addMonths(firstAt, stays) - DAY_MS, { customerId: id, subscriptionId });
  }
}

function planReturn(random: Random, paymentId: string, amount: number, paidAt: Instant, send: Send): void {
  const roll = random.below(100);
  if (roll < 3) {
    const part = random.chance(0.5) ? amount : Math.round(amount / 3);
    send('payment.refunded', addDays(paidAt, random.between(2, 25)), {
      paymentId,
      refundId: `${paymentId}-refund`,
      amount: String(part),
    });
  } else if (roll < 5) {
    const disputeId = `${paymentId}-dispute`;
    send('payment.disputed', addDays(paidAt, random.between(3, 30)), { paymentId, disputeId });
    const outcome = random.pick(['won', 'lost']);
    send('payment.dispute_closed', addDays(paidAt, random.between(31, 60)), {
      paymentId,
      disputeId,
      outcome,
    });
  }
}
