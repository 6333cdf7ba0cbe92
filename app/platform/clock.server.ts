import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import { pool } from './db.server';
import { env } from './env.server';
import { listen } from './listen.server';
import { log } from './log.server';

const CHANNEL = 'tributary_clock';

/** The row `sandbox_clock`. */
interface Setting {
  /** where it stands, or stood when it began to run */
  at: Instant;
  running: boolean;
  /** the machine's time when that was set; also the order of settings */
  setAt: Instant;
}

// Kept across Vite's module reloads: a clock that forgets would jump to the machine's time.
const kept = globalThis as unknown as { tributaryClock?: { setting: Setting | null } };
kept.tributaryClock ??= { setting: null };
const clock = kept.tributaryClock;

/**
 * The program's time, which everything asks for but sign-in sessions, API-key expiry, rate limits, TOTP and the age of signatures
 * (contract.md, /sandbox/clock). In production it is the machine's; in sandbox mode it may stand or run elsewhere.
 */
export function now(): Instant {
  const { setting } = clock;
  if (!setting) return Date.now();
  return setting.running ? setting.at + Math.max(0, Date.now() - setting.setAt) : setting.at;
}

/** What `GET /api/v1/sandbox/clock` tells. */
export function clockState(): { now: Instant; running: boolean } {
  return { now: now(), running: clock.setting?.running ?? true };
}

/**
 * At boot of every process: takes the sandbox clock from the database and follows it from then on. On the very first boot it begins to
 * stand at TRIBUTARY_CLOCK_START, when that is set. Does nothing in production.
 */
export async function loadClock(): Promise<void> {
  if (!env.sandbox) return;
  if (env.clockStart) {
    await pool.query(
      'insert into sandbox_clock (id, at, running, set_at) values (1, $1, false, $2) on conflict do nothing',
      [env.clockStart, new Date()],
    );
  }
  await refreshClock();
  const follow = () =>
    void refreshClock().catch((error) => log.warn({ error }, 'the clock could not be read'));
  await listen(CHANNEL, follow, follow);
}

/** Reads the clock again: for whoever must not be the few milliseconds late that a notification takes. */
export async function refreshClock(): Promise<void> {
  if (!env.sandbox) return;
  const { rows } = await pool.query<Row>('select at, running, set_at from sandbox_clock where id = 1');
  if (rows[0]) adopt(settingOf(rows[0]));
}

/**
 * Sets the sandbox clock for every process; work that falls due is not run here (flows/move-clock.server.ts does that).
 * @param to where it stands, or runs from
 */
export async function setClock(to: { at: Instant; running: boolean }): Promise<void> {
  invariant(env.sandbox, 'only the sandbox clock can be set');
  const { rows } = await pool.query<Row>(
    `with changed as (
       insert into sandbox_clock (id, at, running, set_at) values (1, $1, $2, $3)
       on conflict (id) do update set at = excluded.at, running = excluded.running,
         set_at = greatest(excluded.set_at, sandbox_clock.set_at + interval '1 millisecond')
       returning at, running, set_at)
     select at, running, set_at, pg_notify($4, '') from changed`,
    [new Date(to.at), to.running, new Date(), CHANNEL],
  );
  invariant(rows[0], 'the clock was written');
  clock.setting = settingOf(rows[0]);
}

interface Row {
  at: Date;
  running: boolean;
  set_at: Date;
}

function settingOf(row: Row): Setting {
  return { at: row.at.getTime(), running: row.running, setAt: row.set_at.getTime() };
}

/** A reading that was overtaken by a newer setting is dropped: the clock never goes backward. */
function adopt(setting: Setting): void {
  if (!clock.setting || setting.setAt >= clock.setting.setAt) clock.setting = setting;
}
