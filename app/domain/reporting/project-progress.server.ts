import { type OfferTimes, offerTimes, type ProjectStage, stageOf } from '~/domain/agency/project-stage';
import type { PartnerScope } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';

/** How far the work for a client has come, with the instants of its steps. */
export interface ProjectProgress {
  stage: ProjectStage;
  /** the accepted offer, else the latest */
  handoff: OfferTimes | null;
  signedUpAt: Instant | null;
  paidAt: Instant | null;
}

/**
 * The progress of a project of the asker's. Its customer is the one who came through its accepted handoff, else the first one of its domain
 * credited to the agency (domain.md section 3, source 1).
 */
export async function projectProgress(
  { partnerId }: PartnerScope,
  { id, domain }: { id: string; domain: string | null },
  now: Instant,
): Promise<ProjectProgress> {
  const handoffs = await db.handoff.findMany({
    where: { projectId: id, partnerId },
    orderBy: { sentAt: 'desc' },
  });
  const accepted = handoffs.find(({ acceptedAt }) => acceptedAt !== null);
  const shown = accepted ?? handoffs[0];
  const through = accepted && (await customerThrough({ referral: { handoffId: accepted.id } }));
  const ofDomain =
    domain === null ? null : { matchDomain: domain, referral: { partnerId, reason: 'agency' as const } };
  const customer = through ?? (ofDomain && (await customerThrough(ofDomain)));
  const handoff = shown ? offerTimes(shown) : null;
  return {
    stage: stageOf({ handoff, customer, now }),
    handoff,
    signedUpAt: customer?.signedUpAt ?? null,
    paidAt: customer?.paidAt ?? null,
  };
}

async function customerThrough(where: Prisma.CustomerWhereInput) {
  const row = await db.customer.findFirst({
    where,
    orderBy: [{ signedUpAt: 'asc' }, { id: 'asc' }],
    select: { signedUpAt: true, paidAt: true },
  });
  return row && { signedUpAt: row.signedUpAt.getTime(), paidAt: row.paidAt?.getTime() ?? null };
}
