import { monthsOf } from '~/domain/commission/slices';
import { RECENT_ACTIVITY_DAYS } from '~/domain/program/terms';
import { churnsOf } from '~/domain/qualification/churn';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import { refundSteps } from '~/domain/qualification/payment';
import type { MinorUnits } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import { addDays, addMonths, type Instant } from '~/kernel/time';

/** Whether a client's payments are expected to go on, or why not. */
export type Going = 'goes_on' | 'not_paying' | 'gone' | 'stopped' | 'needs_rate';

/** What a client is expected to pay, `at` and the figures as a payment of the rules. */
export interface Expected {
  going: Going;
  payments: PaymentFact[];
}

/**
 * The payments a client will make before `until` if nothing changes (ADR-0113): as its last payment was, for as long a period, one after the
 * other. Nothing is expected of one who is gone, has not paid yet, or whose next payment is more than 30 days late.
 * @param facts nothing later than `now`
 * @param monthlyValue what its live subscriptions are worth a month, in the program's currency; null = as it last paid
 */
export function expectedPayments(
  facts: CustomerFacts,
  monthlyValue: MinorUnits | null,
  { now, until }: { now: Instant; until: Instant },
): Expected {
  const none = (going: Going): Expected => ({ going, payments: [] });
  if (churnsOf(facts).at(-1)?.to === null) return none('gone');
  const last = lastPayment(facts);
  if (!last) return none('not_paying');
  if (last.basis === null) return none('needs_rate');
  const months = monthsOf(last);
  const next = last.period?.end ?? addMonths(last.at, 1);
  if (now > addDays(next, RECENT_ACTIVITY_DAYS)) return none('stopped');
  const amount = monthlyValue === null ? last.basis : monthlyValue * BigInt(months);
  const payments: PaymentFact[] = [];
  for (let count = 0; addMonths(next, count * months) < until; count++) {
    const start = addMonths(next, count * months);
    payments.push({
      id: `expected-${facts.customerId}-${count}`,
      // one that is late is expected at once
      at: Math.max(start, now),
      amount,
      basis: amount,
      period: last.period && { start, end: addMonths(next, (count + 1) * months) },
      visitorId: null,
      clickId: null,
      refunds: [],
      disputes: [],
    });
  }
  return { going: 'goes_on', payments };
}

/** The latest payment above zero that was not given back whole. */
function lastPayment(facts: CustomerFacts): PaymentFact | undefined {
  return facts.payments
    .filter((payment) => payment.amount > 0n && !refundSteps(payment).some((step) => step.full))
    .sort(
      byKeys(
        (payment) => payment.at,
        (payment) => payment.id,
      ),
    )
    .at(-1);
}
