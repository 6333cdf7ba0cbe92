import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { SignedHead } from '~/domain/chain/head';
import { loadProgram } from '~/domain/program/program.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { log } from '~/platform/log.server';
import { queueMail } from '~/platform/mail.server';
import { type Tx, transaction } from '~/platform/transaction.server';

const BATCH = 500;
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;

type Place = 'file' | 'http' | 'mail';

interface DueHead extends SignedHead {
  place: Place;
  attempts: number;
}

/**
 * Tells signed heads outside the database: in a file of DATA_DIR, to an address, to the partner by mail (ADR-0061). What a database
 * administrator rewrites before the last head told is then found by whoever holds it. A head may be told twice, never not at all.
 * @returns how many were told
 */
export async function anchorHeads(): Promise<number> {
  const due = await db.chainAnchor.findFirst({
    where: { dueAt: { lte: new Date() } },
    select: { chain: true },
  });
  if (!due) return 0;
  let told = 0;
  for (const place of ['file', 'http', 'mail'] as const) {
    for (;;) {
      const batch = await transaction((tx) => anchorBatch(tx, place));
      told += batch;
      if (batch < BATCH) break;
    }
  }
  return told;
}

/** The rows stay locked while the heads are told: file and mail take milliseconds, an address at most its deadline. */
async function anchorBatch(tx: Tx, place: Place): Promise<number> {
  const heads = await dueHeads(tx, place);
  if (heads.length === 0) return 0;
  const error = await tell(tx, place, heads).then(
    () => null,
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
  const chains = heads.map((one) => one.head.chain);
  const days = heads.map((one) => one.head.day);
  if (error === null) {
    await tx.$executeRaw`
      update chain_anchor a set anchored_at = now(), due_at = null, attempts = attempts + 1, last_error = null
      from unnest(${chains}::text[], ${days}::date[]) as r(chain, day)
      where a.chain = r.chain and a.day = r.day and a.place = ${place}`;
    return heads.length;
  }
  log.warn({ place, heads: heads.length, error }, 'heads of the chains could not be told');
  const attempts = Math.max(...heads.map((one) => one.attempts));
  const next = new Date(Date.now() + Math.min(LONGEST_PAUSE_MS, 30_000 * 2 ** attempts));
  await tx.$executeRaw`
    update chain_anchor a set due_at = ${next}, attempts = attempts + 1, last_error = ${error.slice(0, 500)}
    from unnest(${chains}::text[], ${days}::date[]) as r(chain, day)
    where a.chain = r.chain and a.day = r.day and a.place = ${place}`;
  return 0;
}

async function dueHeads(tx: Tx, place: Place): Promise<DueHead[]> {
  const rows = await tx.$queryRaw<
    Array<{
      chain: string;
      day: string;
      seq: bigint;
      hash: string;
      at: Date;
      key: string;
      signature: string;
      attempts: number;
    }>
  >`
    select h.chain, to_char(h.day, 'YYYY-MM-DD') as day, h.seq, h.hash, h.at, h.key_id as key, h.signature, a.attempts
    from chain_anchor a join chain_head h on h.chain = a.chain and h.day = a.day
    where a.place = ${place} and a.due_at <= ${new Date()} order by h.day, h.chain limit ${BATCH} for update of a skip locked`;
  return rows.map(({ signature, attempts, seq, at, ...head }) => ({
    head: { ...head, seq: Number(seq), at: at.toISOString() },
    signature,
    place,
    attempts,
  }));
}

async function tell(tx: Tx, place: Place, heads: readonly SignedHead[]): Promise<void> {
  const lines = heads.map(({ head, signature }) => `${JSON.stringify({ head, signature })}\n`).join('');
  if (place === 'file') return appendDurably(path.join(env.dataDir, 'anchors', 'heads.ndjson'), lines);
  if (place === 'http') return post(lines);
  const { name } = await loadProgram(tx);
  for (const signed of heads) await mailHead(tx, signed, name);
}

/** On the disk before it counts as told. */
async function appendDurably(file: string, lines: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, 'a');
  try {
    await handle.appendFile(lines);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function post(lines: string): Promise<void> {
  if (!env.chainAnchorUrl) throw new Error('CHAIN_ANCHOR_URL is not set any more');
  const response = await fetch(env.chainAnchorUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
    body: lines,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the address answered ${response.status}`);
}

async function mailHead(tx: Tx, { head, signature }: SignedHead, program: string): Promise<void> {
  const partner = await tx.partner.findUnique({ where: { id: head.chain } });
  if (!partner) return;
  await queueMail(tx, {
    to: partner.email,
    subject: `Your event chain with the ${program} partner program, ${head.day}`,
    text: [
      'This line says how far your event chain had come. Keep it: with it, anybody can find out whether what lies before it was rewritten.',
      JSON.stringify({ head, signature }),
      `Download your chain and check it against this line: ${env.origin}/verify`,
    ].join('\n\n'),
  });
}
