import { availableOf, inTransitOf, STRIPE_CASH } from '~/domain/ledger/accounts';
import type { Posting } from '~/domain/ledger/posting';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

/** What a payout does to the books (domain.md sections 8 and 9). */
export type PayoutMovement = 'requested' | 'paid' | 'rejected' | 'canceled' | 'failed' | 'returned';

/**
 * The ledger transaction of a payout's step, unique per payout and step. Requested: available -> in transit; paid: in transit -> Stripe;
 * rejected, canceled and failed: back to available; returned: from Stripe back to available, not aged again.
 */
export function payoutPosting(
  movement: PayoutMovement,
  payout: { id: string; partnerId: string; amount: MinorUnits; currency: string },
  { at, causeEventId }: { at: Instant; causeEventId?: string },
): Posting {
  const { id, partnerId, amount, currency } = payout;
  const [from, to] = accounts(movement, partnerId);
  return {
    kind: `payout_${movement}`,
    causeKey: `payout:${id}:${movement}`,
    causeEventId: causeEventId ?? null,
    partnerId,
    payoutId: id,
    currency,
    effectiveAt: at,
    recordedAt: at,
    entries: [
      { account: from, amount: -amount },
      { account: to, amount },
    ],
  };
}

function accounts(movement: PayoutMovement, partnerId: string): [from: string, to: string] {
  if (movement === 'requested') return [availableOf(partnerId), inTransitOf(partnerId)];
  if (movement === 'paid') return [inTransitOf(partnerId), STRIPE_CASH];
  if (movement === 'returned') return [STRIPE_CASH, availableOf(partnerId)];
  return [inTransitOf(partnerId), availableOf(partnerId)];
}
