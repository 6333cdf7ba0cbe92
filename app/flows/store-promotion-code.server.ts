import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { now } from '~/platform/clock.server';
import type { Tx } from '~/platform/transaction.server';
import type { PromotionCodeFact } from './resolve-stripe-customer.server';

/**
 * Keeps a partner's promotion code; whose it is is said once. Whoever used it is looked at again when it is new (ADR-0076, ADR-0084).
 */
export async function storePromotionCode(
  tx: Tx,
  { code, stripeId, partnerId }: PromotionCodeFact,
): Promise<void> {
  // a code that was retired at Stripe may be made again under another id: the latest one is in use
  await tx.promotionCode.updateMany({ where: { code, stripeId: null }, data: { stripeId } });
  const { count } = await tx.promotionCode.createMany({
    data: [{ code, stripeId, partnerId, createdAt: new Date(now()) }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  const users = await tx.customer.findMany({
    where: { OR: [{ promotionCode: code }, { codesUsed: { some: { code } } }] },
    select: { id: true },
  });
  await markUnsettled(tx, { customerIds: users.map(({ id }) => id) });
}
