import type { Payout, Prisma } from '~/generated/prisma/client';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Item } from './allocation';
import { type PayoutStep, payoutEdges } from './payout';
import type { StatementHead, StatementLine } from './statement';

export interface NewPayout {
  id: string;
  partnerId: string;
  amount: MinorUnits;
  currency: string;
  destination: string;
  manifestHash: string;
  origin: 'partner' | 'schedule' | 'admin' | 'api';
  /** "2026-02" for one of the schedule */
  month: string | null;
  requestedBy: string | null;
  requestedAt: Instant;
  /** those requested together; null: alone */
  batchId: string | null;
  items: readonly Item[];
  statementHead: StatementHead;
  statementLines: readonly StatementLine[];
}

/**
 * Writes a requested payout with its items, which never change afterwards.
 * @returns false when this partner's payout of this month exists already
 */
export async function insertPayout(tx: Tx, payout: NewPayout): Promise<boolean> {
  const { items, statementHead, statementLines, requestedAt, ...row } = payout;
  const { count } = await tx.payout.createMany({
    data: [
      {
        ...row,
        status: 'requested',
        requestedAt: new Date(requestedAt),
        statementHead: statementHead as unknown as Prisma.InputJsonObject,
        statementLines: statementLines as unknown as Prisma.InputJsonValue,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await tx.payoutItem.createMany({ data: items.map((item) => ({ payoutId: payout.id, ...item })) });
  return true;
}

/** The payout, locked until the transaction ends; undefined when there is none. */
export async function lockPayout(tx: Tx, payoutId: string): Promise<Payout | undefined> {
  await tx.$queryRaw`select 1 from payout where id = ${payoutId} for update`;
  return (await tx.payout.findUnique({ where: { id: payoutId } })) ?? undefined;
}

/**
 * Moves a payout along an edge of the table in payout.ts, with the old status in the `where` (architecture.md rule 6).
 * @returns whether it moved: false when it was not where the step begins
 */
export async function movePayout(
  tx: Tx,
  payoutId: string,
  step: PayoutStep,
  data: Omit<Prisma.PayoutUpdateManyMutationInput, 'status'>,
): Promise<boolean> {
  const { from, to } = payoutEdges[step];
  const { count } = await tx.payout.updateMany({
    where: { id: payoutId, status: { in: [...from] } },
    data: { ...data, status: to },
  });
  return count === 1;
}

/** Stops a payout until a person looks at it. */
export async function holdForReview(tx: Tx, payoutId: string, reason: string): Promise<void> {
  await tx.payout.updateMany({ where: { id: payoutId }, data: { needsReview: true, reason } });
}

export async function loadItems(tx: Tx, payoutId: string): Promise<Item[]> {
  const rows = await tx.payoutItem.findMany({ where: { payoutId }, orderBy: { commissionId: 'asc' } });
  return rows.map(({ commissionId, amount }) => ({ commissionId, amount }));
}

/** Who approved, in order. */
export async function loadApprovals(
  tx: Tx,
  payoutId: string,
): Promise<Array<{ userId: string; apiKeyId: string | null; at: Instant }>> {
  const rows = await tx.payoutApproval.findMany({
    where: { payoutId },
    orderBy: [{ at: 'asc' }, { userId: 'asc' }],
  });
  return rows.map(({ userId, apiKeyId, at }) => ({ userId, apiKeyId, at: at.getTime() }));
}
