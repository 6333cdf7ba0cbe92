import { byDecision } from '~/domain/attribution/agency-credit';
import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { markUnsettled } from '~/domain/qualification/customer-book.server';
import type { AttributionDispute } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { assertQueueReady, wake } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { loadSubjects } from './judge-subjects.server';
import { tellDecision } from './tell-decision.server';

export interface DisputeWord {
  disputeId: string;
  outcome: 'upheld' | 'rejected';
  /** mailed to both partners */
  reason: string;
  /** what was looked at, for the record; null when nothing is said */
  evidence: string | null;
}

export type DisputeDecided =
  | { outcome: 'decided' }
  | { outcome: 'not_found' }
  /** an earlier word stands: it is never taken back */
  | { outcome: 'decided_before' }
  /** another partner's claim to this customer was upheld before */
  | { outcome: 'another_upheld' }
  /** the partner has no accepted handoff or invitation of the domain from before the sign-up, and no click that counted: nothing to uphold */
  | { outcome: 'nothing_to_uphold' };

/**
 * An admin's word on a dispute (domain.md section 11, ADR-0103): upheld, the customer is that partner's from the sign-up on; rejected, all stays
 * as the rules have it. Kept for ever, once; both partners are told.
 */
export async function decideDispute(scope: AdminScope, word: DisputeWord): Promise<DisputeDecided> {
  await assertQueueReady();
  return transaction(async (tx): Promise<DisputeDecided> => {
    const dispute = await lockDispute(tx, word.disputeId);
    if (!dispute) return { outcome: 'not_found' };
    if (dispute.decidedAt !== null) return { outcome: 'decided_before' };
    const at = now();
    if (word.outcome === 'upheld') {
      const hindered = await whyNotUpheld(tx, dispute, at);
      if (hindered) return { outcome: hindered };
    }
    await write(tx, dispute, { scope, word, at });
    return { outcome: 'decided' };
  });
}

/** All disputes about the customer, so that two of them are not upheld at once. */
async function lockDispute(tx: Tx, id: string): Promise<AttributionDispute | null> {
  await tx.$queryRaw`select id from attribution_dispute
    where customer_id = (select customer_id from attribution_dispute where id = ${id}) order by id for update`;
  return tx.attributionDispute.findUnique({ where: { id } });
}

async function whyNotUpheld(
  tx: Tx,
  { customerId, partnerId }: AttributionDispute,
  at: Instant,
): Promise<'another_upheld' | 'nothing_to_uphold' | null> {
  const upheld = await tx.attributionDispute.count({ where: { customerId, outcome: 'upheld' } });
  if (upheld > 0) return 'another_upheld';
  return (await hasClaim(tx, { customerId, partnerId, at })) ? null : 'nothing_to_uphold';
}

/** Whether a dispute could be upheld, for the page; it reads and writes nothing. */
export function canBeUpheld(of: { customerId: string; partnerId: string; at: Instant }): Promise<boolean> {
  return hasClaim(db, of);
}

/** Asks the rule that would carry the decision out whether it could. */
async function hasClaim(
  tx: Tx,
  { customerId, partnerId, at }: { customerId: string; partnerId: string; at: Instant },
): Promise<boolean> {
  const group = await tx.customer.findMany({ where: { id: customerId } });
  const { signUps, work } = await loadSubjects(tx, at, { group, purchaseIds: [] });
  const signUp = signUps.get(customerId);
  return (
    signUp !== undefined && byDecision({ ...signUp, upheld: { partnerId, at } }, work.context, []) !== null
  );
}

async function write(
  tx: Tx,
  { id, customerId, partnerId, openedAt }: AttributionDispute,
  { scope, word, at }: { scope: AdminScope; word: DisputeWord; at: Instant },
): Promise<void> {
  const { outcome, reason, evidence } = word;
  await tx.attributionDispute.update({
    where: { id, decidedAt: null },
    data: { outcome, reason, evidence, decidedAt: new Date(at), decidedBy: scope.userId },
  });
  await tellDecision(tx, { id, customerId, partnerId, openedAt, outcome, reason }, at);
  await recordAudit(tx, {
    ...{ at, actor: scope, action: 'dispute.decided', partnerId },
    subject: { type: 'dispute', id },
    detail: { outcome, reason, customerId },
  });
  await markUnsettled(tx, { customerIds: [customerId] });
  await wake('settle', tx);
}
