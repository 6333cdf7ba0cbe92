import { addDays, type Instant, utcDate, utcMonth } from '~/kernel/time';
import { demoClients, prepareClient } from './clients';
import { type Doors, inParallel } from './doors';
import type { DemoEvent } from './life';
import { keepNotes, type Notes, showProgress } from './notes';
import { demoPartners } from './partners';
import { askForPayout, emailOf, findPartner, join, type Listed, PASSWORD, pause } from './people';
import { APPROVAL_DAY, DEMO_DAYS, type DemoPlan, impactClickOf } from './plan';

const WIDTH = 16;

const iso = (at: Instant) => new Date(at).toISOString();

/** Moves the program's clock there; it answers when everything that fell due is done. */
async function moveClock(doors: Doors, to: Instant): Promise<void> {
  await doors.api('POST', '/sandbox/clock', { now: iso(to) });
}

export interface Play {
  doors: Doors;
  plan: DemoPlan;
  notes: Notes;
  /** where progress is kept */
  folder: string;
  /** there are admins with keys */
  admitted: Promise<void>;
}

/**
 * Plays the days that are not done, stop by stop.
 * @param end where the clock is to stand afterwards, asked when the last day is over
 */
export async function playDays(play: Play, end: () => Instant): Promise<void> {
  const { doors, plan, notes, folder } = play;
  for (; notes.day < DEMO_DAYS; keepNotes(folder, notes)) {
    if (plan.stopDays.has(notes.day)) await playDay(play, notes.day);
    notes.day += 1;
    showProgress(notes.day, DEMO_DAYS + 1, utcDate(plan.stops[notes.day - 1] ?? notes.start));
  }
  const to = Math.max(end(), addDays(notes.start, DEMO_DAYS));
  await moveClock(doors, to);
  await sendEvents(play, plan.stops[DEMO_DAYS - 1] ?? 0, to);
  await moveClock(doors, Math.max(to, end()));
}

async function playDay(play: Play, day: number): Promise<void> {
  const { plan, notes } = play;
  const stop = plan.stops[day] ?? 0;
  await moveClock(play.doors, stop);
  await arrivals(play, day);
  await prepareClients(play, day);
  const report = plan.reportDays.indexOf(day);
  await Promise.all([
    report === -1 ? undefined : sendEvents(play, plan.stops[plan.reportDays[report - 1] ?? -1] ?? 0, stop),
    makeClicks(play, day),
  ]);
  // what the last 1st requested is left for whoever tries the demo
  const last = utcMonth(addDays(notes.start, DEMO_DAYS));
  if (new Date(stop).getUTCDate() === APPROVAL_DAY && utcMonth(stop) !== last) await decidePayouts(play);
}

/** Nobody signs up on the day of the click: what is reported meanwhile needs none of these. */
async function makeClicks({ doors, plan, notes }: Play, day: number): Promise<void> {
  const clicks = plan.clicks.filter((click) => click.day === day);
  await inParallel(clicks, WIDTH, async ({ code, visitor }) => {
    if (code === null) return doors.impactClick({ imRef: impactClickOf(visitor), visitorId: visitor });
    const cookie = await doors.visit(code, notes.cookies[visitor] ?? null);
    if (cookie) notes.cookies[visitor] = cookie;
  });
}

async function arrivals({ doors, notes }: Play, day: number): Promise<void> {
  for (const partner of demoPartners) {
    if (partner.joins === day) {
      const signIn = await join(doors, partner);
      if (signIn && !notes.signIns.some(({ email }) => email === signIn.email)) notes.signIns.push(signIn);
    }
    if (partner.asks?.day === day) await askForPayout(doors, partner, partner.asks.amount);
    if (partner.pauses?.day === day) await pause(doors, partner, partner.pauses.reason);
  }
}

/** The agency one signs in as prepares clients and hands them over. */
async function prepareClients({ doors, notes }: Play, day: number): Promise<void> {
  for (const client of demoClients.filter((one) => one.day === day)) {
    const session = await doors.signIn({ email: emailOf({ handle: 'demo-agency' }), password: PASSWORD });
    const token = await prepareClient(doors, session, client);
    if (token !== null && client.customer) notes.handoffs[client.customer] = token;
  }
}

/** What happened in (from, to]. */
async function sendEvents({ doors, plan, notes }: Play, from: Instant, to: Instant): Promise<void> {
  const numbered = plan.events.map((event, n) => ({ event, n }));
  await inParallel(
    numbered.filter(({ event: { at } }) => at > from && at <= to),
    WIDTH,
    ({ event, n }) =>
      doors.send(`demo-${notes.start}-${n}`, {
        type: event.type,
        timestamp: iso(event.at),
        data: { ...event.data, ...carriedBy(event, notes) },
      }),
  );
}

/** The cookie as the product finds it, or the click's id, which stands in it (domain.md section 2); or the token of a handoff. */
function carriedBy({ carries, handoff }: DemoEvent, notes: Notes): Record<string, string> {
  const handoffToken = handoff && notes.handoffs[handoff];
  if (handoffToken) return { handoffToken };
  const cookie = carries && notes.cookies[carries.visitor];
  if (!cookie) return {};
  if (carries.as === 'refCookie') return { refCookie: cookie };
  const [, , clickId = ''] = cookie.split('.');
  return { clickId };
}

interface Payout {
  id: string;
  partnerId: string;
  status: string;
}

/** The admins' month: what the 1st requested is approved, by two where it must be, or rejected with a reason. */
async function decidePayouts({ doors, notes, admitted }: Play): Promise<void> {
  await admitted;
  const requested = () => doors.api<Listed<Payout>>('GET', '/payouts?status=requested&limit=200');
  await rejectFirst(doors, (await requested()).data, notes.keys[0]);
  for (const key of notes.keys) {
    const { data } = await requested();
    for (const { id } of data) await doors.api('POST', `/payouts/${id}/approval`, {}, key);
  }
}

async function rejectFirst(doors: Doors, payouts: Payout[], key: string | undefined): Promise<void> {
  for (const partner of demoPartners) {
    if (!partner.rejection) continue;
    const found = await findPartner(doors, partner);
    const payout = payouts.find(({ partnerId }) => partnerId === found?.id);
    if (!payout) continue;
    const filter = `status=rejected&partnerId=${payout.partnerId}`;
    const { data: before } = await doors.api<Listed<Payout>>('GET', `/payouts?${filter}`);
    if (before.length > 0) continue;
    await doors.api('POST', `/payouts/${payout.id}/rejection`, { reason: partner.rejection }, key);
  }
}
