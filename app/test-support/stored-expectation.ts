import { getBalance } from '~/domain/ledger/balances.server';
import { db } from '~/platform/db.server';
import { commissionOrder } from './independent-model';
import { iso } from './stored-books';
import type { Vector } from './vector';

/**
 * What stands in the database in the words of the worked examples. A commission that a payout carried is `released` here: which ones it carries
 * is no matter of the rules.
 */
export async function storedExpectation(): Promise<Pick<Vector['expect'], 'customers' | 'commissions'>> {
  const customers = await db.customer.findMany({ include: { referral: true } });
  const rows = await db.commission.findMany({ where: { withdrawnAt: null }, include: { customer: true } });
  return {
    customers: Object.fromEntries(
      customers.map((row) => [
        row.externalId,
        { stage: row.stage, milestones: milestonesOf(row), referral: referralOf(row) },
      ]),
    ),
    commissions: rows
      .map((row) => ({
        partner: row.partnerId,
        customerId: row.customer?.externalId ?? null,
        reward: row.rewardKey,
        cause:
          row.paymentRef === null || row.slice === null
            ? { type: 'customer', id: row.customer?.externalId ?? '' }
            : { type: 'payment', id: row.paymentRef, slice: row.slice },
        month: row.month,
        basis: row.basis?.toString() ?? null,
        uncapped: row.uncapped.toString(),
        amount: row.amount.toString(),
        reversed: row.reversed.toString(),
        status: row.status === 'paid' ? 'released' : row.status,
        accruedAt: iso(row.accruedAt),
        vestedAt: iso(row.vestedAt),
        releasedAt: iso(row.releasedAt),
      }))
      .sort(commissionOrder),
  };
}

type CustomerRow = Awaited<ReturnType<typeof db.customer.findMany<{ include: { referral: true } }>>>[number];

function milestonesOf(row: CustomerRow) {
  const { linkedAt, signedUpAt, activatedAt, paidAt, sustainedAt, churnedAt } = row;
  const all = { linkedAt, signedUpAt, activatedAt, paidAt, sustainedAt, churnedAt };
  return Object.fromEntries(Object.entries(all).map(([name, at]) => [name, iso(at)]));
}

function referralOf({ referral }: CustomerRow) {
  if (!referral) return null;
  const who = referral.partnerId ? { partner: referral.partnerId } : { channel: referral.channel };
  return { ...who, reason: referral.reason, clickId: referral.clickId };
}

/** Each partner's money strip as its page shows it. */
export async function storedStrips() {
  const partners = await db.partner.findMany({ select: { id: true } });
  const admin = { kind: 'admin', userId: 'usr_one', keyId: null } as const;
  const strips = partners.map(async ({ id }) => {
    const { currency: _, ...strip } = await getBalance(admin, id);
    return [id, strip] as const;
  });
  return Object.fromEntries(await Promise.all(strips));
}
