// The demo: a program of six months, seeded through the portal's own doors (sign-up page, links, API, signed webhooks, clock), so that
// everything shown has come about as it would for real. Leaves a database with partners alone; one that was interrupted goes on.
import { DAY_MS, type Instant } from '~/kernel/time';
import { type Doors, openDoors } from './demo/doors';
import { finish, keepNotes, type Notes, readNotes, showProgress } from './demo/notes';
import { createAdmin } from './demo/operator';
import type { Listed } from './demo/people';
import { DEMO_DAYS, planDemo } from './demo/plan';
import { playDays } from './demo/play';

const SEED = 20_260_101;

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the demo with npm start`);
  return value;
};

const folder = need('DATA_DIR');
const doors = openDoors({
  address: need('PORTAL_ADDRESS'),
  apiKey: need('BOOTSTRAP_ADMIN_API_KEY'),
  productSecret: need('PRODUCT_WEBHOOK_SECRET'),
  refCookieName: process.env.REF_COOKIE_NAME || 'emdash_ref',
});

async function clockNow(portal: Doors): Promise<Instant> {
  const { now } = await portal.api<{ now: string }>('GET', '/sandbox/clock');
  return Date.parse(now);
}

/** The notes of an interrupted demo, of a new one for an empty database, or null: then there is nothing to do. */
async function begin(): Promise<Notes | null> {
  const { data: partners } = await doors.api<Listed<unknown>>('GET', '/partners?limit=1');
  const kept = readNotes(folder);
  if (partners.length > 0) return kept;
  // A database made anew: what is noted belongs to another one.
  const start = Math.ceil((await clockNow(doors)) / DAY_MS) * DAY_MS;
  return { start, day: 0, cookies: {}, handoffs: {}, signIns: [], keys: [] };
}

/** The two admins, unless the notes have them. It takes as long as a month of the program, which meanwhile goes on. */
async function admit(known: Notes, resumed: boolean): Promise<void> {
  if (known.keys.length > 0) return;
  // Another address than the last time: an interruption may have left an admin whose password nobody noted.
  const mark = resumed ? `-${new Date().toISOString().slice(11, 19).replaceAll(':', '')}` : '';
  const admins = await Promise.all([
    createAdmin('First admin', `admin${mark}@tributary.demo`),
    createAdmin('Second admin', `second-admin${mark}@tributary.demo`),
  ]);
  known.signIns.push(...admins.map(({ signIn }) => signIn));
  known.keys.push(...admins.map(({ key }) => key));
  keepNotes(folder, known);
}

const began = performance.now();
const wasBegun = readNotes(folder) !== null;
const notes = await begin();
if (notes) {
  console.log(
    '  demo                 six months of a program, through the portal’s own doors, less than a minute ...',
  );
  // The clock ends where it was set by hand, and stands, or today, and runs.
  const byHand = process.env.TRIBUTARY_CLOCK_START;
  const end = () => (byHand ? Date.parse(byHand) : Date.now());
  keepNotes(folder, notes);
  const admitted = admit(notes, wasBegun);
  const play = { doors, plan: planDemo(SEED, notes.start), notes, folder, admitted };
  await Promise.all([admitted, playDays(play, end)]);
  if (!byHand) await doors.api('POST', '/sandbox/clock', { running: true });
  finish(folder, notes.signIns);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  showProgress(DEMO_DAYS + 1, DEMO_DAYS + 1, `done in ${seconds} s`);
}
