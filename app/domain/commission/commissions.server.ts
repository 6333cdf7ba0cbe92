import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { CommissionStatus, Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { CommissionFlag } from './commission-flags';

/** A commission as partners and admins see it; amounts in minor units of `currency`. */
export interface CommissionView {
  id: string;
  partnerId: string;
  /** the product's id; null for a purchase without a customer */
  customerId: string | null;
  reward: string;
  /** ids are the product's */
  cause: { type: 'payment'; id: string; slice: number } | { type: 'customer'; id: string };
  terms: { key: string; version: number };
  /** null for a flat reward */
  basis: bigint | null;
  rateBps: bigint | null;
  uncapped: bigint;
  amount: bigint;
  reversed: bigint;
  currency: string;
  status: CommissionStatus;
  /** "2026-01", of a slice */
  month: string | null;
  accruedAt: Instant;
  vestedAt: Instant | null;
  /** planned, while vested; null when it waits for something without a date */
  releaseDueAt: Instant | null;
  releasedAt: Instant | null;
  paidAt: Instant | null;
  reversedAt: Instant | null;
  reversalReason: string | null;
  frozen: boolean;
  createdAt: Instant;
}

export interface CommissionFilter {
  status?: CommissionStatus;
  /** the product's id */
  customerId?: string;
  reward?: string;
  /** by accruedAt, from <= accruedAt < to */
  from?: Instant;
  to?: Instant;
  /** what stands out: held, clipped by a cap, or taken back in part */
  flag?: CommissionFlag;
  /** an admin's narrowing; ignored for a partner */
  partnerId?: string;
}

const related = {
  customer: { select: { externalId: true } },
  payment: { select: { externalId: true } },
} satisfies Prisma.CommissionInclude;

const newestFirst = [
  { createdAt: 'desc' },
  { id: 'desc' },
] satisfies Prisma.CommissionOrderByWithRelationInput[];

/** Commissions, newest first; what a late event undid is in no list (ADR-0023). */
export async function listCommissions(
  scope: Scope,
  filter: CommissionFilter,
  page: Page,
): Promise<Listed<CommissionView>> {
  const rows = await db.commission.findMany({
    where: { AND: [visible(scope, filter.partnerId), matching(filter), afterCursor(page, 'createdAt')] },
    include: related,
    orderBy: newestFirst,
    take: page.limit + 1,
  });
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.createdAt.getTime(), id: row.id }));
  return { data: data.map(viewOf), nextCursor };
}

/**
 * One commission; undefined when there is none, or it is not the asker's.
 * @param options.withdrawn also one that a late event undid
 */
export async function getCommission(
  scope: Scope,
  id: string,
  options: { withdrawn?: true } = {},
): Promise<CommissionView | undefined> {
  const { withdrawnAt: standing, ...own } = visible(scope);
  const where = options.withdrawn ? own : { ...own, withdrawnAt: standing };
  const row = await db.commission.findFirst({ where: { AND: [{ id }, where] }, include: related });
  return row ? viewOf(row) : undefined;
}

function visible(scope: Scope, narrowedTo?: string): { withdrawnAt: null; partnerId?: string } {
  const partnerId = visiblePartnerId(scope, narrowedTo);
  return { withdrawnAt: null, ...(partnerId === undefined ? {} : { partnerId }) };
}

function flagged(flag: CommissionFlag): Prisma.CommissionWhereInput {
  switch (flag) {
    case 'frozen':
      return { frozen: true };
    case 'capped':
      return { amount: { lt: db.commission.fields.uncapped } };
    case 'reversed_in_part':
      return { reversed: { gt: 0n }, status: { not: 'reversed' } };
  }
}

function matching({
  status,
  customerId,
  reward,
  from,
  to,
  flag,
}: CommissionFilter): Prisma.CommissionWhereInput {
  const accruedAt = {
    ...(from === undefined ? {} : { gte: new Date(from) }),
    ...(to === undefined ? {} : { lt: new Date(to) }),
  };
  return {
    ...(status === undefined ? {} : { status }),
    ...(reward === undefined ? {} : { rewardKey: reward }),
    ...(flag ? flagged(flag) : {}),
    ...(customerId === undefined ? {} : { customer: { is: { externalId: customerId } } }),
    ...(from === undefined && to === undefined ? {} : { accruedAt }),
  };
}

type CommissionRow = Prisma.CommissionGetPayload<{ include: typeof related }>;

function viewOf(row: CommissionRow): CommissionView {
  const { basis, rateBps, uncapped, amount, reversed, currency, status, month, frozen, reversalReason } = row;
  const customerId = row.customer?.externalId ?? null;
  return {
    id: row.id,
    partnerId: row.partnerId,
    customerId,
    reward: row.rewardKey,
    cause: row.payment
      ? { type: 'payment', id: row.payment.externalId, slice: row.slice ?? 0 }
      : { type: 'customer', id: customerId ?? '' },
    terms: { key: row.termsKey, version: row.termsVersion },
    ...{ basis, rateBps, uncapped, amount, reversed, currency, status, month, frozen, reversalReason },
    accruedAt: row.accruedAt.getTime(),
    vestedAt: row.vestedAt?.getTime() ?? null,
    releaseDueAt: row.releaseDueAt?.getTime() ?? null,
    releasedAt: row.releasedAt?.getTime() ?? null,
    paidAt: row.paidAt?.getTime() ?? null,
    reversedAt: row.reversedAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
  };
}
