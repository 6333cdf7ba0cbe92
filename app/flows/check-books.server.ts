import { programCurrency } from '~/domain/program/program.server';
import type { BooksReport } from '~/domain/reconciliation/books-report';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import { applyEvents } from './apply-events.server';
import { checkChains } from './check-books/chain.server';
import { checkClicks } from './check-books/clicks.server';
import { checkDatabase } from './check-books/database.server';
import { checkFacts } from './check-books/facts.server';
import { checkLedger } from './check-books/ledger.server';
import { checkPayouts } from './check-books/payouts.server';
import { checkReplay } from './check-books/replay.server';
import { checkRows } from './check-books/rows.server';
import { type Progress, Snapshot } from './check-books/snapshot.server';
import { settleDue } from './settle.server';

export interface CheckOptions {
  /** told how far the check has come */
  onProgress?: Progress;
}

const LONGEST_MS = 3_600_000;
/** While events keep arriving, something is always half-done: so often the check waits for a moment at which nothing is. */
const MOST_ROUNDS = 10;

/**
 * Checks the books as a whole (domain.md section 10, items 4 and 5; reliability.md section 2): does what is due, then looks at everything in one
 * view of the database that does not change meanwhile, and changes nothing. Memory is bounded by the number of commissions under a cap.
 */
export async function checkBooks(options: CheckOptions = {}): Promise<BooksReport> {
  for (let round = 1; ; round++) {
    await applyEvents();
    await settleDue();
    const report = await db.$transaction(
      async (tx) => {
        await tx.$executeRaw`set transaction read only`;
        return (await isAtRest(tx)) || round === MOST_ROUNDS ? checkSnapshot(tx, options) : null;
      },
      { isolationLevel: 'RepeatableRead', timeout: LONGEST_MS, maxWait: 60_000 },
    );
    if (report) return report;
  }
}

async function isAtRest(tx: Tx): Promise<boolean> {
  const rows = await tx.$queryRaw<Array<{ due: boolean }>>`
    select exists (select from customer where settle_at <= ${new Date(now())})
      or exists (select from payment where settle_at <= ${new Date(now())}) as due`;
  return rows[0]?.due === false;
}

/** Every check, in the caller's transaction, which should be one that sees no later changes. */
export async function checkSnapshot(tx: Tx, { onProgress }: CheckOptions = {}): Promise<BooksReport> {
  const currency = await programCurrency(tx);
  // asked after the view was taken: whatever is in it was settled by then
  const snapshot = new Snapshot(tx, now(), currency, onProgress);
  const groups: Array<[what: string, check: (snapshot: Snapshot) => Promise<void>]> = [
    ['database', checkDatabase],
    ['rows', checkRows],
    ['ledger', checkLedger],
    ['payouts', checkPayouts],
    ['clicks', checkClicks],
    ['facts', checkFacts],
    ['chains', checkChains],
    ['replay', checkReplay],
  ];
  for (const [index, [what, check]] of groups.entries()) {
    snapshot.progress(index, groups.length, what);
    await check(snapshot);
  }
  return snapshot.report();
}
