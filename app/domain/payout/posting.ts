import { availableOf, inTransitOf, MANUAL_CASH, STRIPE_CASH } from '~/domain/ledger/accounts';
import type { Posting } from '~/domain/ledger/posting';
import { isManual } from '~/domain/partner/manual-details';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

/** What a payout does to the books (domain.md sections 8 and 9). */
export type PayoutMovement = 'requested' | 'paid' | 'rejected' | 'canceled' | 'failed' | 'returned';

/**
 * The ledger transaction of a payout's step, unique per payout and step. Requested: available -> in transit; paid: in transit -> Stripe, or
 * -> the program's bank when it is paid by hand (ADR-0091); rejected, canceled and failed: back to available; returned: from where it was
 * paid back to available, not aged again.
 * @param when.at the instant of the rules
 * @param when.recordedAt the program's clock, where that is another one: a request of the 1st that runs late
 */
export function payoutPosting(
  movement: PayoutMovement,
  payout: { id: string; partnerId: string; amount: MinorUnits; currency: string; destination: string },
  { at, recordedAt = at, causeEventId }: { at: Instant; recordedAt?: Instant; causeEventId?: string },
): Posting {
  const { id, partnerId, amount, currency, destination } = payout;
  const [from, to] = accounts(movement, partnerId, isManual(destination) ? MANUAL_CASH : STRIPE_CASH);
  return {
    kind: `payout_${movement}`,
    causeKey: `payout:${id}:${movement}`,
    causeEventId: causeEventId ?? null,
    partnerId,
    payoutId: id,
    currency,
    effectiveAt: at,
    recordedAt,
    entries: [
      { account: from, amount: -amount },
      { account: to, amount },
    ],
  };
}

function accounts(movement: PayoutMovement, partnerId: string, cash: string): [from: string, to: string] {
  if (movement === 'requested') return [availableOf(partnerId), inTransitOf(partnerId)];
  if (movement === 'paid') return [inTransitOf(partnerId), cash];
  if (movement === 'returned') return [cash, availableOf(partnerId)];
  return [inTransitOf(partnerId), availableOf(partnerId)];
}
