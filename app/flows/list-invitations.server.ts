import { isRenewable, isRevocable, reservationState } from '~/domain/agency/reservation-state';
import type { ReservationView } from '~/domain/agency/reservation-view';
import { listOwnReservations } from '~/domain/agency/reservations.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';

/** An agency's reservations, newest first, each with what has become of it. */
export async function listInvitations(scope: PartnerScope): Promise<ReservationView[]> {
  const at = now();
  const rows = await listOwnReservations(scope.partnerId);
  const signUps = await db.customer.findMany({
    where: { matchDomain: { in: [...new Set(rows.map((row) => row.domain))] } },
    select: { matchDomain: true, signedUpAt: true },
    orderBy: { signedUpAt: 'asc' },
  });
  return rows.map((row) => {
    const after = signUps.find((one) => one.matchDomain === row.domain && one.signedUpAt > row.at);
    const facts = {
      status: row.status,
      reason: row.reason,
      at: row.at.getTime(),
      expiresAt: row.expiresAt.getTime(),
      endedAt: row.endedAt?.getTime() ?? null,
      renewedAt: row.renewedAt?.getTime() ?? null,
      answeredAt: row.answeredAt?.getTime() ?? null,
      signedUpAt: after?.signedUpAt.getTime() ?? null,
    };
    return {
      id: row.id,
      domain: row.domain,
      project: row.project && { id: row.project.id, name: row.project.name },
      at: facts.at,
      expiresAt: facts.expiresAt,
      endedAt: facts.endedAt,
      state: reservationState(facts, at),
      reason: row.reason,
      answer: row.answer,
      isRenewable: isRenewable(facts, at),
      isRevocable: isRevocable(facts, at),
    };
  });
}
