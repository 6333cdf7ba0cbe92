import { z } from 'zod';
import type { AdminScope } from '~/domain/identity/scope';
import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { DisputeFile } from './client-dispute';

const at = (date: Date): Instant => date.getTime();
const atOrNull = (date: Date | null): Instant | null => date?.getTime() ?? null;

/** A dispute and the evidence the portal has of itself (domain.md section 11); undefined when there is none of that id. */
export async function loadDispute(_scope: AdminScope, id: string): Promise<DisputeFile | undefined> {
  const dispute = await db.attributionDispute.findUnique({ where: { id } });
  if (!dispute) return undefined;
  const { customerId } = dispute;
  const customer = await db.customer.findUniqueOrThrow({
    where: { id: customerId },
    include: { referral: true, captures: true },
  });
  const domain = customer.emailDomain;
  const [disputes, conflicts, decisions, invitations, handoffs, clicks] = await Promise.all([
    db.attributionDispute.findMany({ where: { customerId }, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),
    db.attributionConflict.findMany({ where: { customerId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] }),
    db.attributionDecision.findMany({ where: { customerId }, orderBy: { id: 'asc' } }),
    db.invitation.findMany({ where: { domain }, orderBy: [{ at: 'asc' }, { id: 'asc' }] }),
    db.handoff.findMany({ where: { domain }, orderBy: [{ sentAt: 'asc' }, { id: 'asc' }] }),
    clicksOf(customer),
  ]);
  const partnerIds = [
    customer.referral?.partnerId ?? null,
    ...[...disputes, ...invitations, ...handoffs, ...clicks, ...decisions].map(({ partnerId }) => partnerId),
    ...conflicts.flatMap(({ winnerId, loserId }) => [winnerId, loserId]),
  ];
  return {
    dispute: disputeOf(dispute),
    others: disputes.filter((one) => one.id !== id).map(disputeOf),
    customer: customerOf(customer),
    conflicts: conflicts.map((one) => ({ ...one, at: at(one.at) })),
    decisions: decisions.map((one) => ({
      id: String(one.id),
      at: at(one.at),
      ...{ channel: one.channel, partnerId: one.partnerId, reason: one.reason },
      evidence: evidenceOf(one.evidence),
    })),
    invitations: invitations.map((one) => ({
      ...{ id: one.id, partnerId: one.partnerId, status: one.status, reason: one.reason },
      ...{ at: at(one.at), expiresAt: at(one.expiresAt), endedAt: atOrNull(one.endedAt) },
    })),
    handoffs: handoffs.map((one) => ({
      ...{
        id: one.id,
        partnerId: one.partnerId,
        sentAt: at(one.sentAt),
        acceptedAt: atOrNull(one.acceptedAt),
      },
      ...{
        declinedAt: atOrNull(one.declinedAt),
        revokedAt: atOrNull(one.revokedAt),
        expiresAt: at(one.expiresAt),
      },
    })),
    clicks,
    names: await namesOf(partnerIds),
  };
}

interface CustomerRow {
  id: string;
  clickIds: string[];
  visitorId: string | null;
  captures: Array<{ clickId: string }>;
}

/** The clicks the rules could look at: those named, and those of the visitor. */
async function clicksOf({ clickIds, visitorId, captures }: CustomerRow) {
  const ids = [...clickIds, ...captures.map(({ clickId }) => clickId)];
  if (ids.length === 0 && visitorId === null) return [];
  const rows = await db.click.findMany({
    where: { OR: [{ id: { in: ids } }, ...(visitorId === null ? [] : [{ visitorId }])] },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 100,
  });
  return rows.map((row) => ({
    ...{ id: row.id, partnerId: row.partnerId, channel: row.channel, windowDays: row.windowDays },
    at: at(row.at),
  }));
}

type Found = NonNullable<Awaited<ReturnType<typeof db.attributionDispute.findUnique>>>;

const disputeOf = (row: Found) => ({
  ...{ id: row.id, partnerId: row.partnerId, customerId: row.customerId, statement: row.statement },
  ...{ outcome: row.outcome, reason: row.reason, evidence: row.evidence, decidedBy: row.decidedBy },
  ...{ openedAt: at(row.openedAt), decidedAt: atOrNull(row.decidedAt) },
});

interface CreditedCustomer {
  id: string;
  externalId: string;
  email: string;
  emailDomain: string;
  signedUpAt: Date;
  paidAt: Date | null;
  referral: { partnerId: string | null; channel: string; reason: string; linkedAt: Date } | null;
}

const customerOf = ({
  id,
  externalId,
  email,
  emailDomain,
  signedUpAt,
  paidAt,
  referral,
}: CreditedCustomer) => ({
  ...{ id, externalId, email, emailDomain, signedUpAt: at(signedUpAt), paidAt: atOrNull(paidAt) },
  credited: referral && {
    ...{ partnerId: referral.partnerId, channel: referral.channel, reason: referral.reason },
    linkedAt: at(referral.linkedAt),
  },
});

const evidence = z.array(z.object({ candidate: z.string(), verdict: z.string() }));

const evidenceOf = (stored: unknown) => evidence.safeParse(stored).data ?? [];

async function namesOf(ids: ReadonlyArray<string | null>): Promise<Record<string, string>> {
  const known = [
    ...groupBy(
      ids.filter((id) => id !== null),
      (id) => id,
    ).keys(),
  ];
  const rows = await db.partner.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
