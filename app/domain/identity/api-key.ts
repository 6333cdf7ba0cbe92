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

/** What each scope allows, for the person who chooses. */
export const scopeText: Record<ApiScope, string> = {
  read: 'Read everything you can see',
  write: 'Make and change links, partners and other records',
  'payouts:request': 'Request payouts',
  'payouts:approve': 'Approve payouts; the key then stands for your second factor',
  sandbox: 'Move the sandbox clock',
};
