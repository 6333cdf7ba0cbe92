import { loadProgram } from '~/domain/program/program.server';
import { insertMonth, openMonths } from '~/domain/reporting/month-book.server';
import { type Instant, startOfNextMonth } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { transaction } from '~/platform/transaction.server';

/** A month's last day is sealed five minutes after midnight; this comes after it. */
const AFTER_MIDNIGHT_MS = 10 * 60_000;
const AT_ONCE = 200;

/** When the month that runs at an instant is closed, for partners' statements. */
export function nextClosingAt(at: Instant): Instant {
  return startOfNextMonth(at - AFTER_MIDNIGHT_MS) + AFTER_MIDNIGHT_MS;
}

/**
 * Closes every month that is over and under a signed head of its partner's chain (ADR-0092): from then on its statement is that part of the
 * chain, whatever is booked later. A run that comes late closes all the months it missed.
 * @returns how many were closed
 */
export async function closeMonths(): Promise<number> {
  const at = now();
  let closed = 0;
  for (;;) {
    const some = await transaction(async (tx) => {
      const { name: program } = await loadProgram(tx);
      const open = await openMonths(tx, { before: at, limit: AT_ONCE });
      for (const one of open) await insertMonth(tx, { ...one, program, at });
      return open.length;
    });
    // one month of each partner at a time
    if (some === 0) return closed;
    closed += some;
  }
}
