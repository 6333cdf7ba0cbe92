// The demo: a program of six months, seeded through the portal's own doors (sign-up page, API, click API, signed webhooks, clock), so
// that everything shown has come about as it would for real. Leaves a database with partners alone.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { addDays, DAY_MS, type Instant } from '~/kernel/time';
import { inParallel, openDoors } from './demo/doors';
import { DEMO_DAYS, type DemoPartner, planDemo } from './demo/plan';

const SEED = 20_260_101;
const WIDTH = 24;
/** For everybody who signs in to the demo; the sandbox holds nobody's data. */
const PASSWORD = 'tributary demo sign-in';

interface SignIn {
  role: string;
  email: string;
  password: string;
  totpSecret?: string;
}

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the demo with npm start`);
  return value;
};

const port = process.env.PORT ?? '3000';
const address = `http://127.0.0.1:${port}`;
const doors = openDoors({
  address,
  origin: process.env.ORIGIN ?? `http://localhost:${port}`,
  apiKey: need('BOOTSTRAP_ADMIN_API_KEY'),
  productSecret: need('PRODUCT_WEBHOOK_SECRET'),
});

const iso = (at: Instant) => new Date(at).toISOString();

async function moveClock(to: Instant): Promise<void> {
  await doors.api('POST', '/sandbox/clock', { now: iso(to) });
}

function progress(done: number, total: number, what: string): void {
  const text = `  demo  ${String(Math.round((100 * done) / total)).padStart(3)} %  ${what}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${text.padEnd(60)}`);
  else if (done % 30 === 0 || done === total) console.log(text);
}

/** An admin by the operator's command line, with a second factor. */
async function createAdmin(name: string, email: string): Promise<SignIn> {
  const run = promisify(execFile);
  const tsx = path.resolve('node_modules/tsx/dist/cli.mjs');
  const args = [
    tsx,
    'scripts/portal.ts',
    'admin:create',
    '--email',
    email,
    '--name',
    name,
    '--second-factor',
    '--json',
  ];
  const { stdout } = await run(process.execPath, args, { env: process.env });
  const { password, totpSecret } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    password: string;
    totpSecret: string;
  };
  return { role: 'Admin', email, password, totpSecret };
}

async function adminKey(email: string): Promise<string> {
  const run = promisify(execFile);
  const scopes = ['read', 'payouts:approve'].flatMap((scope) => ['--scope', scope]);
  const tsx = path.resolve('node_modules/tsx/dist/cli.mjs');
  const args = [
    tsx,
    'scripts/portal.ts',
    'api-key:create',
    '--admin',
    '--email',
    email,
    '--name',
    'Demo',
    ...scopes,
    '--json',
  ];
  const { stdout } = await run(process.execPath, args, { env: process.env });
  return (JSON.parse(stdout.slice(stdout.indexOf('{'))) as { secret: string }).secret;
}

/** Signs up on the page and confirms the address with the link in the mailbox. */
async function signUp(partner: DemoPartner): Promise<SignIn> {
  const email = `${partner.handle}@tributary.example`;
  const kind = partner.kind === 'agency' ? 'agency' : 'affiliate';
  const answer = await doors.form('/join', {
    kind,
    name: partner.name,
    handle: partner.handle,
    email,
    password: PASSWORD,
  });
  if (answer.status >= 400 || answer.status === 200)
    throw new Error(`/join refused ${partner.handle} (${answer.status})`);
  return { role: partner.kind === 'agency' ? 'Agency' : 'Developer', email, password: PASSWORD };
}

async function createPartner(partner: DemoPartner): Promise<SignIn | null> {
  if (!partner.signsUp) {
    await doors.api('POST', '/partners', {
      handle: partner.handle,
      kind: partner.kind,
      name: partner.name,
      email: `${partner.handle}@tributary.example`,
      terms: partner.terms,
      ...(partner.rateBps === undefined ? {} : { rateBps: partner.rateBps }),
    });
    return null;
  }
  const signIn = await signUp(partner);
  if (partner.kind === 'agency')
    await doors.api('PATCH', `/partners/${await idOf(partner)}`, { status: 'active', reason: 'Welcome' });
  return signIn;
}

interface Listed<T> {
  data: T[];
}

async function idOf({ handle }: DemoPartner): Promise<string> {
  const { data } = await doors.api<Listed<{ id: string; handle: string }>>(
    'GET',
    `/partners?search=${handle}`,
  );
  const found = data.find((partner) => partner.handle === handle);
  if (!found) throw new Error(`there is no partner ${handle}`);
  return found.id;
}

async function equip(partner: DemoPartner): Promise<void> {
  const partnerId = await idOf(partner);
  for (const link of partner.links) await doors.api('POST', '/links', { partnerId, ...link });
  if (partner.payable) await doors.api('POST', '/sandbox/stripe-accounts', { partnerId });
}

interface Payout {
  id: string;
  status: string;
  requestedAt: string;
}

/** The admins' month: what the 1st requested is approved, by two where it must be, and sent. */
async function approvePayouts(keys: string[]): Promise<void> {
  for (const key of keys) {
    const { data } = await doors.api<Listed<Payout>>('GET', '/payouts?status=requested&limit=200');
    for (const payout of data) await doors.api('POST', `/payouts/${payout.id}/approval`, undefined, key);
  }
}

async function playDays(plan: ReturnType<typeof planDemo>, start: Instant, keys: string[]): Promise<void> {
  const given = new Map<string, string>();
  let click = 0;
  let event = 0;
  for (let day = 0; day < DEMO_DAYS; day++) {
    const noon = addDays(start, day) + DAY_MS / 2;
    await moveClock(noon);
    const end = addDays(start, day + 1);
    const clicks = [];
    for (; plan.clicks[click] && (plan.clicks[click]?.at ?? end) < end; click++)
      clicks.push(plan.clicks[click]);
    await inParallel(clicks, WIDTH, async (one) => {
      if (!one) return;
      const who = one.code === null ? { imRef: `im-${one.key}` } : { code: one.code };
      const id = await doors.click({ ...who, visitorId: one.visitorId });
      if (id) given.set(one.key, id);
    });
    await moveClock(end);
    const events = [];
    for (; plan.events[event] && (plan.events[event]?.at ?? end) < end; event++)
      events.push(plan.events[event]);
    await inParallel(events, WIDTH, async (one) => {
      if (!one) return;
      const clickId = one.clickKey ? given.get(one.clickKey) : undefined;
      await doors.send({
        type: one.type,
        timestamp: iso(one.at),
        data: clickId ? { ...one.data, clickId } : one.data,
      });
    });
    // the 3rd of each month but the last: there is something for an admin to do
    if (new Date(end).getUTCDate() === 3 && day < DEMO_DAYS - 32) await approvePayouts(keys);
    progress(day + 1, DEMO_DAYS, `${iso(end).slice(0, 10)}, ${click} clicks, ${event} events`);
  }
}

async function seed(): Promise<void> {
  const { data: existing } = await doors.api<Listed<unknown>>('GET', '/partners?limit=1');
  if (existing.length > 0) return;
  const began = Date.now();
  console.log('  demo        a program of six months, through the portal’s own doors');
  const { now } = await doors.api<{ now: string }>('GET', '/sandbox/clock');
  const start = Math.ceil(Date.parse(now) / DAY_MS) * DAY_MS;
  const plan = planDemo(SEED, start);
  const admins = [
    await createAdmin('First admin', 'admin@tributary.demo'),
    await createAdmin('Second admin', 'second-admin@tributary.demo'),
  ];
  const keys = [await adminKey('admin@tributary.demo'), await adminKey('second-admin@tributary.demo')];
  const signIns: SignIn[] = [];
  for (const partner of plan.partners) {
    const signIn = await createPartner(partner);
    if (signIn) signIns.push(signIn);
    await equip(partner);
  }
  await playDays(plan, start, keys);
  const end = Math.max(Date.now(), addDays(start, DEMO_DAYS));
  await moveClock(end);
  // a clock set by hand stands where the demo ends
  if (!process.env.TRIBUTARY_CLOCK_START) await doors.api('POST', '/sandbox/clock', { running: true });
  const file = path.join(need('DATA_DIR'), 'demo.json');
  fs.writeFileSync(file, `${JSON.stringify({ signIns: [...signIns, ...admins] }, null, 2)}\n`, {
    mode: 0o600,
  });
  progress(DEMO_DAYS, DEMO_DAYS, `ready after ${((Date.now() - began) / 1000).toFixed(0)} s`);
  if (process.stdout.isTTY) console.log('');
}

await seed();
