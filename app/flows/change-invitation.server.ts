import { INVITATION_DAYS } from '~/domain/agency/invitation';
import { lockReservation } from '~/domain/agency/reservations.server';
import { recordAudit } from '~/domain/audit/audit.server';
import { type PartnerScope, type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Invitation } from '~/generated/prisma/client';
import { addDays, type Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { lockApplying } from '~/platform/locks.server';
import { assertQueueReady } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { settleInvited } from './settle-invited.server';

/** Works on one invitation that stands still meanwhile, as does everything that arrives; an agency's own, or any for an admin. */
export async function changeInvitation<T>(
  id: string,
  scope: Scope,
  work: (tx: Tx, row: Invitation, at: Instant) => Promise<T>,
): Promise<T | { outcome: 'not_found' }> {
  await assertQueueReady();
  return transaction(async (tx) => {
    await lockApplying(tx);
    const row = await lockReservation(tx, id, visiblePartnerId(scope) ?? null);
    return row ? work(tx, row, now()) : { outcome: 'not_found' };
  });
}

export type Renewed =
  | { outcome: 'renewed'; until: Instant }
  | { outcome: 'not_found' }
  /** it was renewed before: once is all (domain.md section 11) */
  | { outcome: 'renewed_before' }
  /** refused, ended or expired */
  | { outcome: 'not_in_force' };

/** Thirty days more, once. */
export function renewInvitation(scope: PartnerScope, id: string): Promise<Renewed> {
  return changeInvitation<Renewed>(id, scope, async (tx, row, at) => {
    if (row.status !== 'open' || row.endedAt !== null || row.expiresAt.getTime() <= at)
      return { outcome: 'not_in_force' };
    if (row.renewedAt !== null) return { outcome: 'renewed_before' };
    const until = addDays(row.expiresAt.getTime(), INVITATION_DAYS);
    await tx.invitation.update({
      where: { id },
      data: { expiresAt: new Date(until), renewedAt: new Date(at) },
    });
    await changed(tx, { row, actor: scope, action: 'invitation.renewed', at });
    return { outcome: 'renewed', until };
  });
}

export type Revoked = { outcome: 'revoked' } | { outcome: 'not_found' } | { outcome: 'over' };

/** The agency takes its invitation back: it binds nobody who signs up from now on; who signed up before stays bound. */
export function revokeInvitation(scope: PartnerScope, id: string): Promise<Revoked> {
  return changeInvitation<Revoked>(id, scope, async (tx, row, at) => {
    if (row.endedAt !== null || row.expiresAt.getTime() <= at) return { outcome: 'over' };
    await endInvitation(tx, { row, status: 'revoked', actor: scope, at });
    return { outcome: 'revoked' };
  });
}

/** Ends an invitation within the caller's transaction, which holds lockApplying. One that is refused stays so, should the refusal be lifted. */
export async function endInvitation(
  tx: Tx,
  end: { row: Invitation; status: 'revoked' | 'declined'; actor: Scope | null; at: Instant },
): Promise<void> {
  const { row, status, actor, at } = end;
  await tx.invitation.update({
    where: { id: row.id },
    data: { endedAt: new Date(at), ...(row.status === 'open' ? { status } : {}) },
  });
  await changed(tx, { row, actor, action: `invitation.${status}`, at });
}

async function changed(
  tx: Tx,
  { row, actor, action, at }: { row: Invitation; actor: Scope | null; action: string; at: Instant },
): Promise<void> {
  await recordAudit(tx, {
    at,
    actor,
    action,
    subject: { type: 'invitation', id: row.id },
    partnerId: row.partnerId,
    detail: { domain: row.domain },
  });
  // its place among the open ones may be free for a later one now
  await settleInvited(tx, row.domain);
}
