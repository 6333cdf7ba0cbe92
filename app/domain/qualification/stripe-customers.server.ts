import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** Keeps which of the product's customers a Stripe customer is; the first evidence counts. */
export async function bindStripeCustomer(
  tx: Tx,
  binding: { stripeCustomerId: string; externalId: string; by: string; eventId: string; at: Instant },
): Promise<void> {
  const { stripeCustomerId: id, externalId: customerExternalId, by: boundBy, eventId, at } = binding;
  const data = [{ id, customerExternalId, boundBy, eventId, createdAt: new Date(at) }];
  await tx.stripeCustomer.createMany({ data, skipDuplicates: true });
}
