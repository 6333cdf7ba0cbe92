import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type Instant, utcDate, utcDay } from '~/kernel/time';
import { pool } from '~/platform/db.server';

const HASH_BYTES = 16;

let current: { day: number; salt: Promise<KeyObject> } | null = null;

/**
 * A visitor's address as it may be kept: an HMAC whose key belongs to one UTC day of the program's clock and is then destroyed, so
 * that afterwards nobody can tell whose it was (domain.md section 2). The same address gives the same hash for that day, in every process.
 */
export async function hashAddress(address: string, at: Instant): Promise<Buffer> {
  const salt = await saltOf(at);
  return createHmac('sha256', salt).update(address).digest().subarray(0, HASH_BYTES);
}

function saltOf(at: Instant): Promise<KeyObject> {
  const day = utcDay(at);
  if (current?.day === day) return current.salt;
  const salt = loadSalt(utcDate(at));
  current = { day, salt };
  // Asked again next time, instead of failing until tomorrow.
  salt.catch(() => {
    if (current?.salt === salt) current = null;
  });
  return salt;
}

async function loadSalt(day: string): Promise<KeyObject> {
  const mine = randomBytes(32);
  await pool.query('insert into daily_salt (day, salt) values ($1, $2) on conflict (day) do nothing', [
    day,
    mine,
  ]);
  const { rows } = await pool.query<{ salt: Buffer }>('select salt from daily_salt where day = $1', [day]);
  // Gone already: the worker destroyed it, because the day is over.
  return createSecretKey(rows[0]?.salt ?? mine);
}

/**
 * Destroys the keys of the days before `now`'s: from then on their hashes cannot be computed again. For the worker's daily schedule.
 * @returns how many days
 */
export async function destroyOldSalts(now: Instant): Promise<number> {
  if (current && current.day < utcDay(now)) current = null;
  const { rowCount } = await pool.query('delete from daily_salt where day < $1', [utcDate(now)]);
  return rowCount ?? 0;
}
