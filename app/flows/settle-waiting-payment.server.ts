import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { loadWaitingPayment, setBases } from '~/domain/qualification/rate-waits.server';
import { type Settlement, settledBasis } from '~/domain/qualification/stripe-facts';
import type { Tx } from '~/platform/transaction.server';

/**
 * A payment that was there before, from the product or unsettled, and waits for a rate gets its basis at the one Stripe settled at, once and
 * for good (domain.md section 6, basis; ADR-0075). One that has its basis keeps it.
 */
export async function settleWaiting(
  tx: Tx,
  { paymentId, ...settlement }: Settlement & { paymentId: string },
): Promise<void> {
  const waiting = await loadWaitingPayment(tx, paymentId);
  if (!waiting) return;
  // the recorded amount counts, also where the product said another than Stripe
  const basis = settledBasis(waiting, settlement);
  if (basis === null) return;
  const { id, customerId } = waiting;
  // customers first, as whoever settles locks them first
  await markUnsettled(tx, customerId === null ? { purchaseIds: [id] } : { customerIds: [customerId] });
  await setBases(tx, [{ id, basis }]);
}
