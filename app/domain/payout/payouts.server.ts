import { type AdminScope, type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Payout, PayoutApproval, Prisma } from '~/generated/prisma/client';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { PayoutStatus } from './payout';

/** A payout as lists and pages show it. */
export interface PayoutView {
  id: string;
  partnerId: string;
  partner: { handle: string; name: string };
  amount: MinorUnits;
  currency: string;
  status: PayoutStatus;
  origin: 'partner' | 'schedule' | 'admin' | 'api';
  /** the Stripe account */
  destination: string;
  transferId: string | null;
  requestedAt: Instant;
  /** admins, by user id, oldest first */
  approvals: Array<{ by: string; at: Instant }>;
  paidAt: Instant | null;
  /** why it was rejected, failed or returned, or why it waits */
  reason: string | null;
  /** an admin must look before anything is sent */
  needsReview: boolean;
  /** to be sent back with an approval: it binds what the admin saw */
  manifestHash: string;
  /** those requested together; null: requested alone */
  batchId: string | null;
}

export interface PayoutFilter {
  status?: PayoutStatus | undefined;
  /** one of these; empty: any */
  statuses?: readonly PayoutStatus[] | undefined;
  /** those that were stopped */
  needsReview?: boolean | undefined;
  /** what an admin narrows to; a partner sees its own anyway */
  partnerId?: string | undefined;
}

const include = { approvals: true, partner: { select: { handle: true, name: true } } } as const;

type Row = Payout & { approvals: PayoutApproval[]; partner: { handle: string; name: string } };

function view(row: Row): PayoutView {
  return {
    id: row.id,
    partnerId: row.partnerId,
    partner: row.partner,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    origin: row.origin as PayoutView['origin'],
    destination: row.destination,
    transferId: row.transferId,
    requestedAt: row.requestedAt.getTime(),
    approvals: row.approvals
      .map(({ userId, at }) => ({ by: userId, at: at.getTime() }))
      .sort((a, b) => a.at - b.at || (a.by < b.by ? -1 : 1)),
    paidAt: row.paidAt?.getTime() ?? null,
    reason: row.reason,
    needsReview: row.needsReview,
    manifestHash: row.manifestHash,
    batchId: row.batchId,
  };
}

function visible(scope: Scope, filter: PayoutFilter): Prisma.PayoutWhereInput {
  const partnerId = visiblePartnerId(scope, filter.partnerId);
  return {
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(filter.status ? { status: filter.status } : {}),
    ...(filter.statuses?.length ? { status: { in: [...filter.statuses] } } : {}),
    ...(filter.needsReview === undefined ? {} : { needsReview: filter.needsReview }),
  };
}

/** Payouts, newest request first. */
export async function listPayouts(
  scope: Scope,
  filter: PayoutFilter,
  page: Page,
): Promise<Listed<PayoutView>> {
  const rows = await db.payout.findMany({
    where: { AND: [visible(scope, filter), afterCursor(page, 'requestedAt')] },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
    include,
  });
  return pageOf(rows.map(view), page, (payout) => ({ at: payout.requestedAt, id: payout.id }));
}

/** One payout; undefined when there is none or it is another partner's. */
export async function getPayout(scope: Scope, id: string): Promise<PayoutView | undefined> {
  const row = await db.payout.findFirst({ where: { AND: [visible(scope, {}), { id }] }, include });
  return row ? view(row) : undefined;
}

/** Every payout of a batch, the largest first. */
export async function listBatchPayouts(_scope: AdminScope, batchId: string): Promise<PayoutView[]> {
  const rows = await db.payout.findMany({
    where: { batchId },
    orderBy: [{ amount: 'desc' }, { id: 'asc' }],
    include,
  });
  return rows.map(view);
}
