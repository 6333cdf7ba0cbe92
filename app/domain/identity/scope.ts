export type MemberRole = 'owner' | 'manager' | 'viewer';

/** Somebody who sees one partner alone: a member's session or a partner's API key. */
export interface PartnerScope {
  kind: 'partner';
  partnerId: string;
  /** null for an API key */
  userId: string | null;
  keyId: string | null;
  role: MemberRole;
}

/** Somebody who sees everything: an admin's session or an admin's API key. */
export interface AdminScope {
  kind: 'admin';
  /** the admin; a key acts for the admin who made it */
  userId: string;
  keyId: string | null;
}

/** Who asks. Only routes/guards.server.ts makes one; every query takes one first. */
export type Scope = PartnerScope | AdminScope;

/**
 * The one partner whose rows the asker may see; undefined = all of them.
 * @param narrowedTo what an admin asked to narrow to; ignored for a partner
 */
export function visiblePartnerId(scope: Scope, narrowedTo?: string): string | undefined {
  return scope.kind === 'partner' ? scope.partnerId : narrowedTo;
}
