import { type Random, randomFrom } from '~/kernel/random';
import { addDays, DAY_MS, HOUR_MS, type Instant } from '~/kernel/time';
import { type DemoClient, demoClients, signUpOf } from './clients';
import { type DemoEvent, planLife, type Send } from './life';
import { type DemoPartner, demoPartners } from './partners';

export interface DemoClick {
  day: number;
  /** null = Impact */
  code: string | null;
  /** who clicked: one browser with its cookies */
  visitor: string;
}

export interface DemoPlan {
  /** an instant of each day; on those of `stopDays` the clock stops: clicks happen then, and somebody joins, asks or decides */
  stops: Instant[];
  stopDays: ReadonlySet<number>;
  /** stops at which the product reports what happened since the one before, in order */
  reportDays: readonly number[];
  /** in order of their days, all of them stops */
  clicks: DemoClick[];
  /** in order of time */
  events: DemoEvent[];
}

/** As many days as scripts/serve.mjs sets the clock back. */
export const DEMO_DAYS = 186;
const CUSTOMERS = 200;
/** the day of a month on which the admins decide about payouts */
export const APPROVAL_DAY = 3;
/** days between two stops, and between two reports: in the last month, and before it */
const PACE = { recent: { stops: 1, reports: 3 }, early: { stops: 3, reports: 7 } } as const;
const paceOn = (day: number) => (day >= DEMO_DAYS - 31 ? PACE.recent : PACE.early);
const PASSING_CLICKS = 1200;
const WORDS =
  'amber basalt cedar delta ember fjord garnet harbor indigo juniper kelp lumen maple nimbus ochre pine quartz ridge slate tundra'.split(
    ' ',
  );

/** The first customers of the partners one signs in as stay and pay, so that there is money in every state whatever day it is. */
const FAITHFUL = ['demo-developer', 'demo-agency', 'demo-developer', 'demo-agency', 'demo-developer'];

/**
 * Six months of a program: who clicked, signed up, used, paid, asked for money back and left. The same seed and start give the same plan.
 * @param start the first day, 00:00 UTC
 */
export function planDemo(seed: number, start: Instant): DemoPlan {
  const random = randomFrom(seed);
  const stops = Array.from(
    { length: DEMO_DAYS },
    (_, day) => addDays(start, day) + random.between(8 * 60, 20 * 60) * (HOUR_MS / 60),
  );
  const clicks: DemoClick[] = [];
  const events: DemoEvent[] = [];
  const domains: string[] = [];
  for (let n = 0; n < CUSTOMERS; n++) {
    const send: Send = (type, at, data, carries) =>
      events.push({ type, at, data, ...(carries ? { carries } : {}) });
    planCustomer(random, { n, start, domains, clicks, send });
  }
  for (const client of demoClients) planClient(random, client, { start, events });
  for (let n = 0; n < PASSING_CLICKS; n++) planPassingClick(random, n, clicks);
  const end = addDays(start, DEMO_DAYS);
  const stopDays = planStops(stops);
  return {
    stops,
    stopDays,
    reportDays: planReports(stopDays),
    clicks: clicks
      .map((click) => ({ ...click, day: lastStop(stopDays, click.day) }))
      .sort((a, b) => a.day - b.day),
    events: events.filter(({ at }) => at < end).sort((a, b) => a.at - b.at),
  };
}

/** Every day of the last month; before it every third, and those on which somebody does something. */
function planStops(stops: readonly Instant[]): ReadonlySet<number> {
  const acts = demoPartners.flatMap(({ joins, asks, pauses }) => [joins, asks?.day, pauses?.day]);
  acts.push(...demoClients.map(({ day }) => day));
  const days = stops.map((_, day) => day);
  return new Set(
    days.filter(
      (day) =>
        day % paceOn(day).stops === 0 ||
        acts.includes(day) ||
        new Date(stops[day] ?? 0).getUTCDate() === APPROVAL_DAY,
    ),
  );
}

/** Each report settles its customers anew, whatever it holds: one every few days, and one on the last. */
function planReports(stopDays: ReadonlySet<number>): number[] {
  const reports: number[] = [];
  for (const day of stopDays)
    if (day - (reports.at(-1) ?? -1) >= paceOn(day).reports || day === DEMO_DAYS - 1) reports.push(day);
  return reports;
}

function lastStop(stopDays: ReadonlySet<number>, day: number): number {
  for (let at = day; at > 0; at--) if (stopDays.has(at)) return at;
  return 0;
}

/** A partner that is there on that day and can earn. */
function partnerOn(random: Random, day: number): DemoPartner {
  const there = demoPartners.filter(({ joins, pauses }) => joins <= day && !(pauses && pauses.day <= day));
  return random.pick(there.flatMap((partner) => Array<DemoPartner>(partner.weight).fill(partner)));
}

function codeOf(random: Random, partner: DemoPartner): string {
  const codes = [partner.handle, ...partner.links.map((link) => link.code)];
  // most of a writer's readers come through the articles
  return partner.links.some((link) => link.source === 'content') && random.chance(0.8)
    ? random.pick(codes.slice(1))
    : random.pick(codes);
}

/** More of them towards the end: a program that grows. */
const growing = (share: number, days: number) => Math.floor(days * share ** 0.7);

function planPassingClick(random: Random, n: number, clicks: DemoClick[]): void {
  const day = growing(random.below(10_000) / 10_000, DEMO_DAYS);
  const code = random.chance(0.04) ? null : codeOf(random, partnerOn(random, day));
  clicks.push({ day, code, visitor: `passing-${n % 900}` });
}

interface Planning {
  n: number;
  start: Instant;
  /** mail domains of the customers so far */
  domains: string[];
  clicks: DemoClick[];
  send: Send;
}

function planCustomer(random: Random, { n, start, domains, clicks, send }: Planning): void {
  const id = `team-${String(n + 1).padStart(3, '0')}`;
  const day = 3 + growing((n + random.below(100) / 100) / CUSTOMERS, DEMO_DAYS - 4);
  const signedUpAt = addDays(start, day) + random.between(7 * 60, 20 * 60) * (HOUR_MS / 60);
  const clickDay = Math.max(0, day - random.between(1, 10));
  const faithful = demoPartners.find(({ handle }) => handle === FAITHFUL[n]);
  const partner = faithful ?? (random.chance(0.12) ? null : partnerOn(random, clickDay));
  const impact = partner === null && random.chance(0.4);
  // now and then a colleague of an earlier customer, who needs no click
  const colleague = partner === null && !impact && random.chance(0.5);
  const domain = colleague ? random.pick(domains) : newDomain(random, n);
  domains.push(domain);
  const visitor = `visitor-${id}`;
  const owner = selfReferral(n, partner) ?? `${colleague ? 'second' : 'owner'}@${domain}`;
  const signUp: Record<string, unknown> = { customer: { id, email: owner } };
  let carries: DemoEvent['carries'];
  if (partner?.kind === 'agency' && random.chance(0.85)) {
    const invitedAt = signedUpAt - random.between(1, 20) * DAY_MS;
    send('client.invited', Math.max(invitedAt, addDays(start, partner.joins + 1)), {
      partnerHandle: partner.handle,
      domain,
    });
  } else if (partner) {
    clicks.push({ day: clickDay, code: codeOf(random, partner), visitor });
    carries = { visitor, as: random.chance(0.5) ? 'refCookie' : 'clickId' };
  } else if (impact) {
    clicks.push({ day: clickDay, code: null, visitor });
    signUp.imRef = impactClickOf(visitor);
  }
  send('customer.signed_up', signedUpAt, signUp, carries);
  planLife(
    random,
    {
      id,
      signedUpAt,
      visitor: carries ? visitor : null,
      buys: partner?.terms === 'marketplace',
      stays: faithful !== undefined,
    },
    send,
  );
}

/** Who accepted a handoff signs up with it, uses the product and pays. */
function planClient(
  random: Random,
  client: DemoClient,
  { start, events }: { start: Instant; events: DemoEvent[] },
): void {
  const { customer: id, domain } = client;
  if (id === undefined) return;
  const signedUpAt = signUpOf(start, client);
  const data = { customer: { id, email: `owner@${domain}` } };
  events.push({ type: 'customer.signed_up', at: signedUpAt, data, handoff: id });
  const team = { id, signedUpAt, visitor: null, buys: false, stays: true };
  planLife(random, team, (type, at, told) => events.push({ type, at, data: told }));
  // an agency minds that its clients go on using what it built
  for (let at = addDays(signedUpAt, 30); at < addDays(start, DEMO_DAYS); at = addDays(at, 6))
    events.push({
      type: 'customer.usage_recorded',
      at,
      data: { customerId: id, apiCalls: random.between(200, 900) },
    });
}

/** Impact's id of a visitor's click. */
export const impactClickOf = (visitor: string): string => `im-${visitor}`;

const newDomain = (random: Random, n: number) =>
  `${random.pick(WORDS)}-${random.pick(WORDS)}-${n + 1}.example`;

/** One partner signs itself up, so that there is something for an admin to decide. */
function selfReferral(n: number, partner: DemoPartner | null): string | null {
  return n % 60 === 30 && partner?.kind === 'affiliate' ? `side-project@${partner.handle}.example` : null;
}
