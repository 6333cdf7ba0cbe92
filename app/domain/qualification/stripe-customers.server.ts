import type { AdminScope } from '~/domain/identity/scope';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
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

/** A Stripe customer that is one of the product's, what said so, and since when that is known. */
export interface StripeCustomerView {
  id: string;
  boundBy: string;
  at: Instant;
}

/** The Stripe customers of a customer, oldest first. */
export async function listStripeCustomers(
  _scope: AdminScope,
  customerExternalId: string,
): Promise<StripeCustomerView[]> {
  const rows = await db.stripeCustomer.findMany({
    where: { customerExternalId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, boundBy, createdAt }) => ({ id, boundBy, at: createdAt.getTime() }));
}
