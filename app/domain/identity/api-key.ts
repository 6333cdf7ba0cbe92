/** What a key may do; `payouts:approve` is in none by default (contract.md, REST API). */
export const API_SCOPES = ['read', 'write', 'payouts:request', 'payouts:approve', 'sandbox'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** What a new key may do when nobody says otherwise. */
export const DEFAULT_SCOPES: Record<'partner' | 'admin', readonly ApiScope[]> = {
  partner: ['read', 'write', 'payouts:request'],
  admin: ['read', 'write', 'payouts:request', 'sandbox'],
};

/** What a partner's key may do at most: the rest is an admin's. */
export const PARTNER_SCOPES: readonly ApiScope[] = ['read', 'write', 'payouts:request'];
