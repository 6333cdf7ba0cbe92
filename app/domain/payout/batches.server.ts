import type { AdminScope } from '~/domain/identity/scope';
import { Prisma } from '~/generated/prisma/client';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { BatchOrigin } from './batch-book.server';
import type { BatchOutcome } from './batch-outcome';
import { type PayoutStatus, payoutStatuses } from './payout';

/** Payouts of a batch in one status; minor units. */
export interface StatusTotal {
  payouts: number;
  amount: MinorUnits;
}

/** A batch as lists and pages show it. */
export interface BatchView {
  id: string;
  origin: BatchOrigin;
  /** "2026-02": of the schedule */
  month: string | null;
  /** user id; null: the schedule, or the operator */
  createdBy: string | null;
  createdAt: Instant;
  currency: string;
  payouts: number;
  amount: MinorUnits;
  /** stopped until a person looks */
  held: number;
  /** only statuses there are */
  byStatus: Partial<Record<PayoutStatus, StatusTotal>>;
}

/** Who approved what of a batch, and what it came to. */
export interface BatchApprovalView {
  id: string;
  by: string;
  at: Instant;
  manifestHash: string;
  payouts: number;
  amount: MinorUnits;
  currency: string;
  /** why what stood out was approved */
  note: string | null;
  outcomes: Array<{ payoutId: string; outcome: BatchOutcome }>;
}

type Row = Prisma.PayoutBatchGetPayload<object>;

/** Batches, newest first. */
export async function listBatches(_scope: AdminScope, page: Page): Promise<Listed<BatchView>> {
  const rows = await db.payoutBatch.findMany({
    where: afterCursor(page, 'createdAt'),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  const views = await viewsOf(rows);
  return pageOf(views, page, ({ createdAt, id }) => ({ at: createdAt, id }));
}

/** One batch; undefined when there is none. */
export async function getBatch(_scope: AdminScope, id: string): Promise<BatchView | undefined> {
  const row = await db.payoutBatch.findUnique({ where: { id } });
  return row ? (await viewsOf([row]))[0] : undefined;
}

/** Its approvals, oldest first. */
export async function approvalsOfBatch(_scope: AdminScope, batchId: string): Promise<BatchApprovalView[]> {
  const rows = await db.payoutBatchApproval.findMany({
    where: { batchId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    include: { outcomes: { orderBy: { payoutId: 'asc' } } },
  });
  return rows.map(({ id, userId, at, manifestHash, payouts, amount, currency, note, outcomes }) => ({
    ...{ id, by: userId, at: at.getTime(), manifestHash, payouts, amount, currency, note },
    outcomes: outcomes.map(({ payoutId, outcome }) => ({ payoutId, outcome: outcome as BatchOutcome })),
  }));
}

interface TotalRow {
  batchId: string;
  status: PayoutStatus;
  currency: string;
  payouts: number;
  amount: bigint;
  held: number;
}

async function viewsOf(rows: readonly Row[]): Promise<BatchView[]> {
  if (rows.length === 0) return [];
  const totals = await db.$queryRaw<TotalRow[]>(Prisma.sql`
    select batch_id as "batchId", status::text as status, min(currency) as currency, count(*)::int as payouts,
      sum(amount)::bigint as amount, (count(*) filter (where needs_review))::int as held
    from payout where batch_id = any(${rows.map(({ id }) => id)}::text[]) group by batch_id, status`);
  return rows.map((row) =>
    viewOf(
      row,
      totals.filter(({ batchId }) => batchId === row.id),
    ),
  );
}

function viewOf(row: Row, totals: readonly TotalRow[]): BatchView {
  const inOrder = payoutStatuses.flatMap((status) => totals.filter((one) => one.status === status));
  return {
    id: row.id,
    origin: row.origin as BatchOrigin,
    month: row.month,
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
    currency: totals[0]?.currency ?? '',
    payouts: totals.reduce((count, one) => count + one.payouts, 0),
    amount: totals.reduce((sum, one) => sum + one.amount, 0n),
    held: totals.reduce((count, one) => count + one.held, 0),
    byStatus: Object.fromEntries(inOrder.map(({ status, payouts, amount }) => [status, { payouts, amount }])),
  };
}
