import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Statement, StatementHead, StatementLine } from '~/domain/payout/statement';
import { db } from '~/platform/db.server';

/**
 * The statement of a payout: what was frozen when it was requested, and how it ended (domain.md section 9).
 * @returns undefined when there is none or it is another partner's
 */
export async function getStatement(scope: Scope, payoutId: string): Promise<Statement | undefined> {
  const partnerId = visiblePartnerId(scope);
  const row = await db.payout.findFirst({
    where: { id: payoutId, ...(partnerId === undefined ? {} : { partnerId }) },
  });
  if (!row) return undefined;
  return {
    payoutId: row.id,
    // both written by request-payout in these shapes, and never changed (trigger)
    ...(row.statementHead as unknown as StatementHead),
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    destination: row.destination,
    transferId: row.transferId,
    requestedAt: row.requestedAt.getTime(),
    paidAt: row.paidAt?.getTime() ?? null,
    lines: row.statementLines as unknown as StatementLine[],
  };
}
