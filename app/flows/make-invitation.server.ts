import { INVITATION_DAYS } from '~/domain/agency/invitation';
import { type DomainVerdict, judgeDomain } from '~/domain/agency/preflight';
import { reservationAsked, reservationsInForce } from '~/domain/agency/reservations.server';
import { recordAudit } from '~/domain/audit/audit.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { addressesOfPartner } from '~/domain/partner/standings.server';
import { loadProgram } from '~/domain/program/program.server';
import { newId } from '~/kernel/ids';
import { addDays, type Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { lockApplying } from '~/platform/locks.server';
import { queueMail } from '~/platform/mail.server';
import { assertQueueReady } from '~/platform/queue.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { settleInvited } from './settle-invited.server';
import { refusalByItself } from './store-invitations.server';

export interface InvitationWish {
  scope: PartnerScope;
  /** lower case, ASCII: as readDomain gives it */
  domain: string;
  projectId: string | null;
}

export type Invited =
  | { outcome: 'invited'; until: Instant }
  /** the agency's own is in force already */
  | { outcome: 'in_force'; until: Instant }
  /** the domain has customers: stored as refused, and an admin will look */
  | { outcome: 'asked' }
  /** as before: an admin has not looked yet */
  | { outcome: 'still_asked' }
  | {
      outcome: 'refused';
      why: 'not_active' | 'free_mail' | 'own_domain' | 'taken' | 'accepted' | 'too_many_open';
    }
  | { outcome: 'too_many'; retryAfterSeconds: number };

const perWorkspace = createRateLimit({ name: 'invite-domain', most: 60, seconds: 3600 });

/** Reserves a domain for an agency for thirty days (domain.md section 11). */
export async function makeInvitation(wish: InvitationWish): Promise<Invited> {
  const allowance = await perWorkspace.take(wish.scope.partnerId);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  await assertQueueReady();
  return undoingTooMany(() =>
    transaction(async (tx) => {
      await lockApplying(tx);
      return inviteDomain(tx, wish);
    }),
  );
}

/** Rolls back what the limit of open invitations refuses: nobody has use for its row, unlike one an admin may approve. */
class TooManyOpen extends Error {}

/** Runs a transaction that calls inviteDomain, and says so when the limit of open invitations ended it. */
export async function undoingTooMany<T>(
  work: () => Promise<T>,
): Promise<T | { outcome: 'refused'; why: 'too_many_open' }> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof TooManyOpen) return { outcome: 'refused', why: 'too_many_open' };
    throw thrown;
  }
}

/**
 * The invitation of a domain within the caller's transaction, which holds lockApplying: whoever signs up meanwhile is seen. The checks are those
 * of `client.invited`, judged by the facts alone (ADR-0076).
 * @throws to be caught by undoingTooMany
 */
export async function inviteDomain(tx: Tx, { scope, domain, projectId }: InvitationWish): Promise<Invited> {
  const { partnerId, userId } = scope;
  const at = now();
  const { kind, status } = await tx.partner.findUniqueOrThrow({ where: { id: partnerId } });
  if (status !== 'active' || refusalByItself(kind, domain) === 'not_an_agency')
    return { outcome: 'refused', why: 'not_active' };
  const known = await domainVerdict(tx, { partnerId, domain, at });
  switch (known.verdict) {
    case 'free_mail':
    case 'own_domain':
    case 'taken':
    case 'accepted':
      return { outcome: 'refused', why: known.verdict };
    case 'yours':
      return { outcome: 'in_force', until: known.until };
  }
  if (await reservationAsked(tx, { partnerId, domain, now: at })) return { outcome: 'still_asked' };
  // by the machine's time: of two made while the program's clock stands, the first is the earlier
  const id = newId('inv');
  const until = addDays(at, INVITATION_DAYS);
  const times = { at: new Date(at), expiresAt: new Date(until) };
  await tx.invitation.create({ data: { id, partnerId, domain, projectId, byUserId: userId, ...times } });
  await settleInvited(tx, domain);
  const { reason } = await tx.invitation.findUniqueOrThrow({ where: { id } });
  if (reason === 'too_many_open_invitations') throw new TooManyOpen();
  const asked = reason === 'domain_has_customers';
  await recordAudit(tx, {
    at,
    actor: scope,
    action: asked ? 'invitation.asked' : 'invitation.made',
    subject: { type: 'invitation', id },
    partnerId,
    detail: { domain },
  });
  if (asked) await tellAdmins(tx, domain);
  return asked ? { outcome: 'asked' } : { outcome: 'invited', until };
}

/** What a domain is to an agency now. */
export async function domainVerdict(
  tx: Tx,
  { partnerId, domain, at }: { partnerId: string; domain: string; at: Instant },
): Promise<DomainVerdict> {
  const { domains } = await addressesOfPartner(tx, partnerId);
  const internal = await tx.internalUse.count({ where: { partnerId, domain } });
  const accepted = await tx.handoff.findFirst({ where: { domain, acceptedAt: { not: null } } });
  const customer = await tx.customer.findFirst({
    where: { matchDomain: domain, signedUpAt: { lt: new Date(at) } },
    select: { id: true },
  });
  const reservations = await reservationsInForce(tx, domain, at);
  return judgeDomain({
    domain,
    memberDomains: [...domains, ...(internal > 0 ? [domain] : [])],
    hasCustomers: customer !== null,
    acceptedBy: accepted === null ? null : accepted.partnerId === partnerId ? 'asker' : 'other',
    reservations: reservations.map((row) => ({
      own: row.partnerId === partnerId,
      at: row.at.getTime(),
      expiresAt: row.expiresAt.getTime(),
    })),
  });
}

async function tellAdmins(tx: Tx, domain: string): Promise<void> {
  const { name } = await loadProgram(tx);
  const admins = await tx.user.findMany({ where: { role: 'admin', disabledAt: null } });
  for (const { email } of admins) {
    await queueMail(tx, {
      to: email,
      subject: `An agency asks for a domain that has customers (${name} partner program)`,
      text: `An agency invited ${domain}, which has customers already. Approve it, or not: ${env.origin}/admin/invitations`,
    });
  }
}
