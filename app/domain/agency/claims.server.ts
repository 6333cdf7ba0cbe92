import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { type Declaration, type Handoff, type HandoffClaim, handoffClaim, type InternalUse } from './claims';

const COLUMNS = {
  id: true,
  partnerId: true,
  expiresAt: true,
  acceptedAt: true,
} as const;

type Row = { id: string; partnerId: string; expiresAt: Date; acceptedAt: Date | null };

const handoffOf = (row: Row): Handoff => ({
  id: row.id,
  partnerId: row.partnerId,
  expiresAt: row.expiresAt.getTime(),
  acceptedAt: row.acceptedAt?.getTime() ?? null,
});

/** A sign-up that may have come through a handoff. */
export interface SignedUp {
  id: string;
  email: string;
  signedUpAt: Date;
  /** the handoff its token named */
  handoffId: string | null;
}

/** The accepted handoffs that sign-ups came through, by customer; most came through none. */
export async function loadHandoffClaims(
  tx: Tx,
  customers: readonly SignedUp[],
): Promise<Map<string, HandoffClaim>> {
  // an offer may be made anew: who came by the earlier link came through the one that was accepted in the end
  const accepted = { where: { acceptedAt: { not: null } }, select: COLUMNS } as const;
  const named = await tx.handoff.findMany({
    where: { id: { in: customers.flatMap((customer) => customer.handoffId ?? []) } },
    select: { ...COLUMNS, project: { select: { handoffs: accepted } } },
  });
  const byId = new Map(named.map((row) => [row.id, handoffOf(row.project.handoffs[0] ?? row)]));
  const declared = await tx.declaredSignUp.findMany({
    where: { email: { in: customers.map((customer) => customer.email.toLowerCase()) } },
    select: { email: true, at: true, handoff: { select: COLUMNS } },
  });
  const byEmail = groupBy(declared, (row) => row.email);
  return new Map(
    customers.flatMap((customer): Array<[string, HandoffClaim]> => {
      const declarations = (byEmail.get(customer.email.toLowerCase()) ?? []).map(
        ({ at, handoff }): Declaration => ({ at: at.getTime(), handoff: handoffOf(handoff) }),
      );
      const token = byId.get(customer.handoffId ?? '') ?? null;
      const claim = handoffClaim(customer.signedUpAt.getTime(), token, declarations);
      return claim ? [[customer.id, claim]] : [];
    }),
  );
}

/** The claims of partners that admins upheld, by customer (ADR-0103). */
export async function loadUpheldClaims(
  tx: Tx,
  customerIds: readonly string[],
): Promise<Map<string, { partnerId: string; at: Instant }>> {
  const rows = await tx.attributionDispute.findMany({
    where: { customerId: { in: [...customerIds] }, outcome: 'upheld', decidedAt: { not: null } },
    select: { customerId: true, partnerId: true, decidedAt: true },
  });
  return new Map(
    rows.map((row) => [row.customerId, { partnerId: row.partnerId, at: row.decidedAt?.getTime() ?? 0 }]),
  );
}

/** Which agencies use which of the domains for themselves. */
export async function loadInternalUses(
  tx: Tx,
  domains: readonly string[],
): Promise<Array<InternalUse & { domain: string }>> {
  if (domains.length === 0) return [];
  const rows = await tx.internalUse.findMany({ where: { domain: { in: [...domains] } } });
  return rows.map(({ partnerId, domain, at }) => ({ partnerId, domain, at: at.getTime() }));
}
