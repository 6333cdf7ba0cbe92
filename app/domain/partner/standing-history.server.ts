import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { PartnerStatus } from './standing';

/** What was in force from an instant on, and why. */
export interface StandingEntry {
  at: Instant;
  status: PartnerStatus;
  termsKey: string;
  rateBps: bigint | null;
  reason: string | null;
  byUserId: string | null;
}

/** A partner's history of status, terms and rate, the latest first. */
export async function listStandings(scope: Scope, partnerId: string): Promise<StandingEntry[]> {
  const id = visiblePartnerId(scope, partnerId);
  const rows = await db.partnerStanding.findMany({
    where: { partnerId: id === partnerId ? partnerId : '' },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: 100,
  });
  return rows.map(({ at, status, termsKey, rateBps, reason, byUserId }) => ({
    at: at.getTime(),
    ...{ status, termsKey, rateBps, reason, byUserId },
  }));
}
