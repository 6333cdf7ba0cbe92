import { listAskedReservations } from '~/domain/agency/reservations.server';
import type { AdminScope } from '~/domain/identity/scope';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { hasAccess } from './end-handoff-access.server';

const MOST = 100;

/** A reservation that waits for an admin. */
export interface AskedReservation {
  id: string;
  domain: string;
  agency: { id: string; name: string; handle: string };
  at: Instant;
  expiresAt: Instant;
  /** customers of the domain that signed up before it was asked for */
  customers: number;
  firstSignUpAt: Instant | null;
}

export interface AcceptedHandoff {
  id: string;
  domain: string;
  agency: { id: string; name: string; handle: string };
  acceptedAt: Instant;
  hasAccess: boolean;
  accessEndedAt: Instant | null;
}

/** What of agencies' reservations and handoffs concerns admins: those that wait, oldest first, and the latest that were accepted. */
export async function listAdminHandoffs(
  _scope: AdminScope,
): Promise<{ asked: AskedReservation[]; accepted: AcceptedHandoff[] }> {
  const waiting = await listAskedReservations(now());
  const signUps = await db.customer.findMany({
    where: { matchDomain: { in: [...new Set(waiting.map((row) => row.domain))] } },
    select: { matchDomain: true, signedUpAt: true },
    orderBy: { signedUpAt: 'asc' },
  });
  const asked = waiting.map(({ id, domain, partner, at, expiresAt }) => {
    const before = signUps.filter((one) => one.matchDomain === domain && one.signedUpAt < at);
    return {
      id,
      domain,
      agency: { id: partner.id, name: partner.name, handle: partner.handle },
      at: at.getTime(),
      expiresAt: expiresAt.getTime(),
      customers: before.length,
      firstSignUpAt: before[0]?.signedUpAt.getTime() ?? null,
    };
  });
  return { asked, accepted: await acceptedHandoffs() };
}

async function acceptedHandoffs(): Promise<AcceptedHandoff[]> {
  const rows = await db.handoff.findMany({
    where: { acceptedAt: { not: null } },
    include: { project: { select: { partner: { select: { id: true, name: true, handle: true } } } } },
    orderBy: [{ acceptedAt: 'desc' }, { id: 'desc' }],
    take: MOST,
  });
  return rows.map((row) => ({
    id: row.id,
    domain: row.domain,
    agency: row.project.partner,
    acceptedAt: row.acceptedAt?.getTime() ?? 0,
    hasAccess: hasAccess(row),
    accessEndedAt: row.accessEndedAt?.getTime() ?? null,
  }));
}
