import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Prisma } from '~/generated/prisma/client';
import { HOUR_MS } from '~/kernel/time';
import { pool } from './db.server';

/** A first request without an answer is taken for dead after this. */
const LEASE_MS = 60_000;
const KEPT_HOURS = 24;

export interface Answer {
  status: number;
  body: string;
}

export type Once =
  | { outcome: 'answered'; answer: Answer; replayed: boolean }
  /** the key was used for another request */
  | { outcome: 'other_request' }
  /** the first request with this key is under way */
  | { outcome: 'under_way' }
  /** the first request took effect, but its process died before it could answer */
  | { outcome: 'answer_lost' };

export interface OnceKey {
  /** who asks: a key is the caller's own */
  caller: string;
  key: string;
  /** what the key stands for: method, path and body */
  request: string;
  /** running it again changes nothing, so a lost answer is no reason not to */
  repeatable?: boolean;
}

/** A claimed key; the instant of the claim tells the claimant from whoever takes it over. */
interface Claim {
  id: string;
  at: Date;
}

const current = new AsyncLocalStorage<Claim>();

/** A request that was taken for dead and taken over must not have its effect as well. */
export class TakenOverError extends Error {}

/**
 * Called at the start of every transaction: inside a request with an Idempotency-Key, the key's row says in the same transaction that the
 * request had its effect. So it is run again only while that is known not to be so.
 * @throws {TakenOverError} when another process has taken the key over
 */
export async function markEffect(tx: Prisma.TransactionClient): Promise<void> {
  const claim = current.getStore();
  if (!claim) return;
  const marked = await tx.$executeRaw`
    update idempotency_record set effect_at = coalesce(effect_at, now()) where id = ${claim.id} and created_at = ${claim.at}`;
  if (marked !== 1) throw new TakenOverError('Another process runs this request by now.');
}

/**
 * Runs a request at most once per caller and key (contract.md, `Idempotency-Key`). What succeeded is answered the same again for 24 hours of
 * the machine's time; a refusal or failure without effect frees the key.
 */
export async function once(
  { caller, key, request, repeatable = false }: OnceKey,
  work: () => Promise<Answer>,
): Promise<Once> {
  const id = sha256(`${caller}\n${key}`);
  const claimed = await claim(id, sha256(request));
  if (claimed.outcome !== 'claimed') return claimed;
  const mine: Claim = { id, at: claimed.at };
  let answer: Answer;
  try {
    answer = await (repeatable ? work() : current.run(mine, work));
  } catch (error) {
    await release(mine);
    throw error;
  }
  const succeeded = answer.status < 300;
  if (succeeded || (answer.status < 500 && !(await release(mine)))) await keep(mine, answer);
  else if (answer.status >= 500) await release(mine);
  return { outcome: 'answered', answer, replayed: false };
}

interface Row {
  request_hash: string;
  status: number | null;
  body: string | null;
  effect_at: Date | null;
  created_at: Date;
}

async function claim(id: string, hash: string): Promise<Once | { outcome: 'claimed'; at: Date }> {
  await sweep();
  const at = new Date();
  const inserted = await pool.query(
    'insert into idempotency_record (id, request_hash, created_at) values ($1, $2, $3) on conflict (id) do nothing',
    [id, hash, at],
  );
  if (inserted.rowCount === 1) return { outcome: 'claimed', at };
  const { rows } = await pool.query<Row>('select * from idempotency_record where id = $1', [id]);
  const [row] = rows;
  if (!row) return { outcome: 'under_way' }; // freed this very moment: the next try will claim it
  if (row.request_hash !== hash) return { outcome: 'other_request' };
  if (row.status !== null) {
    return { outcome: 'answered', answer: { status: row.status, body: row.body ?? '' }, replayed: true };
  }
  if (row.created_at.getTime() > at.getTime() - LEASE_MS) return { outcome: 'under_way' };
  if (row.effect_at) return { outcome: 'answer_lost' };
  const taken = await pool.query(
    'update idempotency_record set created_at = $3 where id = $1 and created_at = $2 and effect_at is null and status is null',
    [id, row.created_at, at],
  );
  return taken.rowCount === 1 ? { outcome: 'claimed', at } : { outcome: 'under_way' };
}

async function keep({ id, at }: Claim, { status, body }: Answer): Promise<void> {
  await pool.query('update idempotency_record set status = $3, body = $4 where id = $1 and created_at = $2', [
    id,
    at,
    status,
    body,
  ]);
}

/** @returns whether nothing had taken effect, so that the key is free again */
async function release({ id, at }: Claim): Promise<boolean> {
  const { rowCount } = await pool.query(
    'delete from idempotency_record where id = $1 and created_at = $2 and effect_at is null',
    [id, at],
  );
  return rowCount === 1;
}

let sweptAt = 0;

async function sweep(): Promise<void> {
  if (Date.now() < sweptAt + HOUR_MS) return;
  sweptAt = Date.now();
  await pool.query('delete from idempotency_record where created_at < $1', [
    new Date(Date.now() - KEPT_HOURS * HOUR_MS),
  ]);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
