import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import { convertAt, formatRate } from '~/domain/program/rate';
import { findReward, type Terms } from '~/domain/program/terms';
import type { Commission } from '~/generated/prisma/client';
import { utcDate } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { PayoutPart, PoolMember, Records } from './explanation';

/** A commission with what an explanation needs to find its facts; withdrawn ones too: their address may stand in a ticket. */
export interface CommissionRecord {
  row: Commission;
  /** it is withdrawn, and the customer is credited to somebody else since */
  moved: boolean;
}

/** One commission; undefined when there is none, or it is not the asker's. */
export async function findCommissionRecord(scope: Scope, id: string): Promise<CommissionRecord | undefined> {
  const partnerId = visiblePartnerId(scope);
  const row = await db.commission.findFirst({
    where: { id, ...(partnerId === undefined ? {} : { partnerId }) },
    include: { customer: { include: { referral: true } } },
  });
  if (!row) return undefined;
  const { customer, ...commission } = row;
  const credited = customer?.referral?.partnerId ?? null;
  return { row: commission, moved: customer !== null && credited !== row.partnerId };
}

/** Everybody in the pool of a commission's cap, itself included, keyed as claims are; empty without a cap (domain.md section 6). */
export async function loadPoolOf(row: Commission, terms: readonly Terms[]): Promise<PoolMember[]> {
  const capOf = (one: Commission) => {
    const reward = findReward(terms, one.termsKey, one.termsVersion, one.rewardKey);
    return reward?.kind === 'share' ? reward : null;
  };
  const reward = capOf(row);
  const perMonth = reward !== null && reward.capPerPartnerMonth !== null;
  if (!reward || (!perMonth && reward.capPerCustomer === null)) return [];
  const rows = await db.commission.findMany({
    where: {
      withdrawnAt: null,
      partnerId: row.partnerId,
      rewardKey: row.rewardKey,
      ...(perMonth ? { month: row.month } : { customerId: row.customerId }),
    },
  });
  return rows.map((one) => ({
    commissionId: one.id,
    key: `${one.partnerId}|${one.rewardKey}|${one.causeKey}`,
    uncapped: one.uncapped,
    cap: capOf(one)?.capPerPartnerMonth ?? capOf(one)?.capPerCustomer ?? one.uncapped,
    dueAt: one.dueAt.getTime(),
    paymentAt: one.paymentAt?.getTime() ?? null,
    paymentId: one.paymentRef ?? '',
    slice: one.slice ?? 0,
  }));
}

/** The payouts that carry some of a commission, oldest first. */
export async function loadPayoutParts(commissionId: string): Promise<PayoutPart[]> {
  const items = await db.payoutItem.findMany({
    where: { commissionId },
    include: { payout: true },
    orderBy: { payout: { requestedAt: 'asc' } },
  });
  return items.map(({ amount, payout }) => ({
    payoutId: payout.id,
    amount,
    status: payout.status,
    requestedAt: payout.requestedAt.getTime(),
    paidAt: payout.paidAt?.getTime() ?? null,
    transferId: payout.transferId,
    destination: payout.destination,
  }));
}

/**
 * What is recorded beside the facts: codes of links, currencies and rates, Stripe's ids of payments, names of partners. The last two are of
 * admins' eyes alone.
 * @param of ids of clicks, the product's ids of payments, our ids of partners
 */
export async function loadRecords(
  scope: Scope,
  of: { clickIds: readonly string[]; paymentIds: readonly string[]; partnerIds: readonly string[] },
): Promise<Records> {
  const isAdmin = scope.kind === 'admin';
  const [clicks, payments, partners, { currency: own }] = await Promise.all([
    db.click.findMany({ where: { id: { in: [...of.clickIds] } } }),
    db.payment.findMany({ where: { externalId: { in: [...of.paymentIds] } } }),
    isAdmin ? db.partner.findMany({ where: { id: { in: [...of.partnerIds] } } }) : [],
    db.program.findUniqueOrThrow({ where: { id: 1 }, select: { currency: true } }),
  ]);
  const linkIds = clicks.flatMap(({ linkId }) => linkId ?? []);
  const foreign = payments.filter(({ currency, basis }) => currency !== own && basis !== null);
  const [links, rates] = await Promise.all([
    linkIds.length === 0 ? [] : db.link.findMany({ where: { id: { in: linkIds } } }),
    foreign.length === 0
      ? []
      : db.exchangeRate.findMany({
          where: {
            OR: foreign.map(({ at, currency }) => ({ currency, day: new Date(utcDate(at.getTime())) })),
          },
        }),
  ]);
  const codes = new Map(links.map((link) => [link.id, link.code]));
  const rateOf = new Map(
    rates.map(({ day, currency, ratePerE9 }) => [`${utcDate(day.getTime())} ${currency}`, ratePerE9]),
  );
  return {
    clicks: new Map(
      clicks.map(({ id, linkId, referrerHost }) => [
        id,
        { linkCode: linkId === null ? null : (codes.get(linkId) ?? null), referrerHost },
      ]),
    ),
    payments: new Map(
      payments.map(({ externalId, at, amount, currency, basis, paymentIntentId, chargeId }) => {
        const ofDay = rateOf.get(`${utcDate(at.getTime())} ${currency}`);
        // the day may have a rate while the payment was settled at Stripe's
        const counts = ofDay !== undefined && convertAt(amount, ofDay) === basis;
        return [
          externalId,
          {
            currency,
            rate: counts ? formatRate(ofDay, currency, own) : null,
            paymentIntentId: isAdmin ? paymentIntentId : null,
            chargeId: isAdmin ? chargeId : null,
          },
        ];
      }),
    ),
    partnerNames: new Map(partners.map(({ id, name }) => [id, name])),
  };
}
