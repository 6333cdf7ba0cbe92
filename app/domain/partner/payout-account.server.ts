import { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** What payouts must know of a partner. */
export interface PayoutPartner {
  id: string;
  handle: string;
  name: string;
  email: string;
  country: string | null;
  active: boolean;
  /** the Stripe account; null: none connected */
  accountId: string | null;
  /** that account can receive transfers and be paid out, as Stripe last said */
  payable: boolean;
}

export async function loadPayoutPartner(tx: Tx, partnerId: string): Promise<PayoutPartner | undefined> {
  const row = await tx.partner.findUnique({ where: { id: partnerId } });
  if (!row) return undefined;
  const { id, handle, name, email, country, stripeAccountId } = row;
  const payable = row.payable && stripeAccountId !== null;
  return {
    id,
    handle,
    name,
    email,
    country,
    active: row.status === 'active',
    accountId: stripeAccountId,
    payable,
  };
}

/** Whether a person belongs to a partner now. */
export async function isMember(tx: Tx, partnerId: string, userId: string): Promise<boolean> {
  return (await tx.partnerMember.count({ where: { partnerId, userId, leftAt: null } })) > 0;
}

/**
 * Connects an account where none is.
 * @returns the account the partner has now: another one if somebody was faster
 */
export async function connectAccount(
  tx: Tx,
  partnerId: string,
  accountId: string,
  at: Instant,
): Promise<string | null> {
  await tx.partner.updateMany({
    where: { id: partnerId, stripeAccountId: null },
    data: { stripeAccountId: accountId, payable: false, destinationChangedAt: new Date(at) },
  });
  const row = await tx.partner.findUnique({ where: { id: partnerId }, select: { stripeAccountId: true } });
  return row?.stripeAccountId ?? null;
}

/**
 * Keeps what Stripe says of an account.
 * @returns the partner it belongs to and whether payability changed; undefined for an account that is nobody's
 */
export async function savePayability(
  tx: Tx,
  accountId: string,
  { payable, requirements }: { payable: boolean; requirements: object | null },
): Promise<{ partnerId: string; changed: boolean } | undefined> {
  const before = await tx.partner.findUnique({
    where: { stripeAccountId: accountId },
    select: { id: true, payable: true },
  });
  if (!before) return undefined;
  await tx.partner.update({
    where: { id: before.id },
    data: {
      payable,
      accountRequirements: requirements === null ? Prisma.DbNull : (requirements as Prisma.InputJsonObject),
    },
  });
  return { partnerId: before.id, changed: before.payable !== payable };
}
