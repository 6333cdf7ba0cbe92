import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { programCurrency } from '~/domain/program/program.server';
import { convertAt } from '~/domain/program/rate';
import { type ExchangeRateView, insertRate } from '~/domain/program/rates.server';
import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { loadPaymentsOfDay, setBases } from '~/domain/qualification/rate-waits.server';
import { utcDate } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { lockApplying } from '~/platform/locks.server';
import { assertQueueReady, wake } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';

export interface RateWish {
  /** a UTC day, "2026-01-31" */
  day: string;
  /** ISO 4217 */
  currency: string;
  /** minor units of the program's currency per 10^9 minor units of `currency` */
  ratePerE9: bigint;
}

export type RateRecorded =
  /** payments that waited for it and have their basis now */
  | { outcome: 'recorded'; rate: ExchangeRateView; payments: number }
  /** the same rate stood there already */
  | { outcome: 'known'; rate: ExchangeRateView; payments: number }
  /** another one stands, and is never changed; `payments` may have been converted at it */
  | { outcome: 'set_once'; rate: ExchangeRateView; payments: number }
  /** the program's own currency needs none */
  | { outcome: 'own_currency' }
  /** the day has not begun */
  | { outcome: 'in_the_future' }
  /** a payment would be worth more than any may be: a slip of the decimal point */
  | { outcome: 'too_large' };

/**
 * An admin enters a day's rate: every payment of that UTC day and currency that waits for one gets its basis, once and for good, and what
 * hangs on it is settled (domain.md section 6, ADR-0075).
 */
export async function recordRate(scope: AdminScope, wish: RateWish): Promise<RateRecorded> {
  await assertQueueReady();
  return transaction(async (tx) => {
    const at = now();
    if (wish.currency === (await programCurrency(tx))) return { outcome: 'own_currency' };
    if (wish.day > utcDate(at)) return { outcome: 'in_the_future' };
    // Payments are stored under the same lock: none can miss the rate and be missed by it.
    await lockApplying(tx);
    const { settled, waiting } = await loadPaymentsOfDay(tx, wish);
    const bases = waiting.map(({ id, amount }) => ({ id, basis: convertAt(amount, wish.ratePerE9) }));
    if (bases.some(({ basis }) => basis === null)) return { outcome: 'too_large' };
    const rate = { ...wish, createdBy: scope.userId, createdAt: at };
    const { inserted, standing } = await insertRate(tx, rate);
    if (!inserted) {
      const outcome = standing.ratePerE9 === wish.ratePerE9 ? 'known' : 'set_once';
      return { outcome, rate: standing, payments: settled };
    }
    await convertWaiting(tx, waiting, bases as Array<{ id: string; basis: bigint }>);
    await recordAudit(tx, {
      at,
      actor: scope,
      action: 'rate.recorded',
      subject: { type: 'exchange_rate', id: `${wish.day}/${wish.currency}` },
      detail: { ratePerE9: wish.ratePerE9.toString(), payments: waiting.length },
    });
    return { outcome: 'recorded', rate: standing, payments: waiting.length };
  });
}

/** Customers first, as whoever settles locks them first. */
async function convertWaiting(
  tx: Tx,
  waiting: ReadonlyArray<{ id: string; customerId: string | null }>,
  bases: ReadonlyArray<{ id: string; basis: bigint }>,
): Promise<void> {
  if (waiting.length === 0) return;
  await markUnsettled(tx, {
    customerIds: [...new Set(waiting.flatMap(({ customerId }) => customerId ?? []))],
    purchaseIds: waiting.flatMap(({ id, customerId }) => (customerId === null ? [id] : [])),
  });
  await setBases(tx, bases);
  await wake('settle', tx);
}
