import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { loadProgram } from '~/domain/program/program.server';
import type { Invitation } from '~/generated/prisma/client';
import { formatDay } from '~/kernel/time-words';
import { env } from '~/platform/env.server';
import type { Tx } from '~/platform/transaction.server';
import { changeInvitation } from './change-invitation.server';
import { mailAgency } from './handoff-mail.server';
import { settleInvited } from './settle-invited.server';

export type InvitationDecided =
  | { outcome: 'decided' }
  | { outcome: 'not_found' }
  /** decided before, taken back, expired, or no longer refused for its customers */
  | { outcome: 'not_waiting' };

/**
 * An admin approves an invitation of a domain that has customers (domain.md section 11): it binds from when it was made, within its own thirty
 * days, so that whoever signed up while it waited is the agency's; those from before stay whose they are.
 */
export async function approveInvitation(scope: AdminScope, id: string): Promise<InvitationDecided> {
  return decide(scope, id, async (tx, row, at) => {
    await tx.invitation.update({ where: { id }, data: { approvedByUserId: scope.userId } });
    await settleInvited(tx, row.domain);
    await audit(tx, { scope, row, at, action: 'invitation.approved', reason: '' });
    await mailAgency(tx, row.partnerId, {
      subject: `${row.domain} is reserved for you`,
      paragraphs: [
        `An admin approved your reservation of ${row.domain}, which has customers already. It is in force until ${formatDay(row.expiresAt.getTime())}.`,
        'Who signed up before you asked stays as it was.',
        `Your reservations: ${env.origin}/clients/domain-check`,
      ],
    });
  });
}

/** An admin leaves it refused; the agency is told why. */
export async function leaveInvitationRefused(
  scope: AdminScope,
  id: string,
  reason: string,
): Promise<InvitationDecided> {
  return decide(scope, id, async (tx, row, at) => {
    // ended too: should the refusal be lifted by a fact that arrives late, an admin's word stands
    await tx.invitation.update({
      where: { id },
      data: { answeredAt: new Date(at), answer: reason, endedAt: new Date(at) },
    });
    await audit(tx, { scope, row, at, action: 'invitation.left_refused', reason });
    const { name } = await loadProgram(tx);
    await mailAgency(tx, row.partnerId, {
      subject: `${row.domain} was not reserved for you`,
      paragraphs: [
        `${row.domain} has customers of ${name} already, and an admin did not approve your reservation.`,
        `The reason: ${reason}`,
      ],
    });
  });
}

function decide(
  scope: AdminScope,
  id: string,
  work: (tx: Tx, row: Invitation, at: number) => Promise<void>,
): Promise<InvitationDecided> {
  return changeInvitation<InvitationDecided>(id, scope, async (tx, row, at) => {
    const waits =
      row.status === 'refused' &&
      row.reason === 'domain_has_customers' &&
      row.approvedByUserId === null &&
      row.endedAt === null &&
      row.expiresAt.getTime() > at;
    if (!waits) return { outcome: 'not_waiting' };
    await work(tx, row, at);
    return { outcome: 'decided' };
  });
}

async function audit(
  tx: Tx,
  fact: { scope: AdminScope; row: Invitation; at: number; action: string; reason: string },
): Promise<void> {
  const { scope, row, at, action, reason } = fact;
  await recordAudit(tx, {
    at,
    actor: scope,
    action,
    subject: { type: 'invitation', id: row.id },
    partnerId: row.partnerId,
    detail: { domain: row.domain, reason },
  });
}
