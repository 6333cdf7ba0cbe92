import { type NewVisit, type StoredVisit, storeVisits } from '~/domain/attribution/clicks.server';
import { HOUR_MS } from '~/kernel/time';
import { createGroupCommit } from '~/platform/group-commit.server';
import { log } from '~/platform/log.server';
import { isOutage } from '~/platform/outage.server';
import { patiently } from '~/platform/patience.server';

/** What waits while the database is away; beyond it visitors are told at once instead of filling the memory. */
const MOST_WAITING = 20_000;

export type VisitResult = StoredVisit | { outcome: 'unavailable' };

const commit = createGroupCommit<NewVisit[], VisitResult[]>(async (groups) => {
  const results = await storeInOrder(groups.flat());
  return groups.map(({ length }) => results.splice(0, length));
});

let waiting = 0;

/**
 * Stores the visits of one request; durable when it returns. Requests of one moment share a statement (performance.md, group commit).
 * A bot counted in a batch whose answer was lost may count twice: bots have no row to tell.
 */
export async function storeTogether(visits: NewVisit[]): Promise<VisitResult[]> {
  if (waiting >= MOST_WAITING) return visits.map(() => ({ outcome: 'unavailable' }));
  waiting += 1;
  try {
    return await commit(visits);
  } finally {
    waiting -= 1;
  }
}

async function storeInOrder(visits: NewVisit[]): Promise<VisitResult[]> {
  const results: VisitResult[] = [];
  for (const batch of withinTheHour(visits)) results.push(...(await storeBatch(batch)));
  return results;
}

// Which click of a batch is unique is decided among equals: the clock was moved between two of them once in a while.
function withinTheHour(visits: readonly NewVisit[]): NewVisit[][] {
  const batches: NewVisit[][] = [];
  for (const visit of visits) {
    const batch = batches.at(-1);
    const [first] = batch ?? [];
    if (batch && first && Math.abs(visit.at - first.at) < HOUR_MS) batch.push(visit);
    else batches.push([visit]);
  }
  return batches;
}

async function storeBatch(batch: NewVisit[]): Promise<VisitResult[]> {
  try {
    return await patiently(() => storeVisits(batch));
  } catch (error) {
    // Something is wrong with one of them: the group commit finds out with which.
    if (!isOutage(error)) throw error;
    log.error({ err: error, visits: batch.length }, 'clicks could not be stored');
    return batch.map(() => ({ outcome: 'unavailable' }));
  }
}
