import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Statement, StatementLine } from '~/domain/payout/statement';
import { db } from '~/platform/db.server';

/**
 * The statement of a payout: what was frozen when it was requested, and how it ended (domain.md section 9).
 * @returns undefined when there is none or it is another partner's
 */
export async function getStatement(scope: Scope, payoutId: string): Promise<Statement | undefined> {
  const partnerId = visiblePartnerId(scope);
  const row = await db.payout.findFirst({
    where: { id: payoutId, ...(partnerId === undefined ? {} : { partnerId }) },
    include: { partner: { select: { handle: true, name: true } } },
  });
  if (!row) return undefined;
  const program = await db.program.findUniqueOrThrow({ where: { id: 1 } });
  return {
    payoutId: row.id,
    program: program.name,
    partner: { id: row.partnerId, ...row.partner },
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    destination: row.destination,
    transferId: row.transferId,
    requestedAt: row.requestedAt.getTime(),
    paidAt: row.paidAt?.getTime() ?? null,
    // written by request-payout in this shape, and never changed (trigger)
    lines: row.statementLines as unknown as StatementLine[],
  };
}
