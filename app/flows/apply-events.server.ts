import { parseProductEvent } from '~/domain/qualification/product-event';
import type { InboundEvent } from '~/generated/prisma/client';
import { lockApplying } from '~/platform/locks.server';
import { log } from '~/platform/log.server';
import { isOutage } from '~/platform/outage.server';
import { wake } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { type ArrivedEvent, recordVerdicts, type Verdict } from './arrived-events.server';
import { storeFacts } from './store-facts.server';

const BATCH = 500;

/**
 * Turns the product's deliveries into facts, in order of arrival, in batches of one database transaction each. An event that names a customer or
 * payment not known yet waits and is applied when it appears (contract.md, product events).
 * @returns how many deliveries were looked at
 */
export async function applyEvents(): Promise<number> {
  let applied = 0;
  for (;;) {
    const batch = await applyBatch(BATCH);
    applied += batch;
    if (batch === 0) break;
  }
  if (applied > 0) await wake('settle');
  return applied;
}

/** One delivery that breaks its batch is found by trying them alone, kept with the error, and the rest go on. */
async function applyBatch(limit: number): Promise<number> {
  try {
    return await transaction((tx) => applyReceived(tx, limit));
  } catch (error) {
    // nothing is wrong with the deliveries: they stay and are tried again
    if (isOutage(error)) throw error;
    if (limit > 1) {
      for (let one = 0; one < limit; one++) if ((await applyBatch(1)) === 0) return one;
      return limit;
    }
    return transaction((tx) => setAside(tx, error));
  }
}

async function received(tx: Tx, limit: number): Promise<InboundEvent[]> {
  return tx.inboundEvent.findMany({
    where: { status: 'received', source: 'product' },
    orderBy: { seq: 'asc' },
    take: limit,
  });
}

async function applyReceived(tx: Tx, limit: number): Promise<number> {
  await lockApplying(tx);
  const rows = await received(tx, limit);
  if (rows.length === 0) return 0;
  const verdicts: Verdict[] = [];
  const events: ArrivedEvent[] = [];
  for (const row of rows) {
    const parsed = readBody(row.body);
    if (parsed.outcome === 'ok') events.push({ inboundId: row.id, source: row.source, event: parsed.event });
    else if (parsed.outcome === 'ignored')
      verdicts.push({ inboundId: row.id, status: 'ignored', reason: 'unknown_type' });
    else verdicts.push({ inboundId: row.id, status: 'invalid', reason: parsed.reason });
  }
  verdicts.push(...(await storeFacts(tx, events)));
  await recordVerdicts(tx, verdicts);
  return rows.length;
}

/** It passed the clock's check when it was received; the clock only moves forward. */
function readBody(body: string) {
  return parseProductEvent(JSON.parse(body), Number.POSITIVE_INFINITY);
}

async function setAside(tx: Tx, error: unknown): Promise<number> {
  await lockApplying(tx);
  const [row] = await received(tx, 1);
  if (!row) return 0;
  log.error({ err: error, inboundEvent: row.id }, 'a delivery could not be applied and is set aside');
  const reason = `could not be applied: ${error instanceof Error ? error.message.slice(0, 500) : 'unknown error'}`;
  await recordVerdicts(tx, [{ inboundId: row.id, status: 'invalid', reason }]);
  return 1;
}
