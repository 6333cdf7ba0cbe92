import type { MemberRole } from '~/domain/identity/scope';

/** Who asks. */
export const PRINCIPALS = ['nobody', 'viewer', 'manager', 'owner', 'other', 'client', 'admin'] as const;
/** `other`: the owner of another agency; `client`: a person with an account who belongs to no workspace. */
export type Principal = (typeof PRINCIPALS)[number];

/** What came of it; `in`: the handler did its work, or found something wrong with the form. */
export type Verdict =
  | 'in'
  | 'login'
  | 'forbidden'
  | 'missing'
  | 'elsewhere'
  | 'step-up'
  | 'unauthorized'
  | 'none';

/**
 * Who may use an address. A role: members of the workspace from that role on, as domain.md section 11 has it. `account`: everybody who is
 * signed in, about themselves. `away`: it only leads to another address. `token`: whoever holds the secret in the address.
 */
export type Rule = MemberRole | 'account' | 'away' | 'token' | Record<Principal, Verdict>;

const everybodyBut = (nobody: Verdict, verdict: Verdict): Record<Principal, Verdict> => ({
  ...{ nobody, viewer: verdict, manager: verdict, owner: verdict, other: verdict, client: verdict },
  admin: verdict,
});
/** Files of one payout: the program's admins open them by the same address. */
const alsoAdmins: Rule = {
  ...{ nobody: 'login', viewer: 'in', manager: 'in', owner: 'in', other: 'missing' },
  ...{ client: 'missing', admin: 'in' },
};
const keys: Rule = {
  ...{ nobody: 'login', viewer: 'forbidden', manager: 'forbidden', owner: 'in', other: 'in' },
  ...{ client: 'missing', admin: 'in' },
};

/** Every loader (GET) and action (POST) of the portal that a workspace's people use. A new one without a line here fails the test. */
export const rules: Readonly<Record<string, Rule>> = {
  // what the workspace earns
  'GET /dashboard': 'viewer',
  'GET /affiliate': 'away',
  'GET /links': 'viewer',
  'POST /links': 'manager',
  'POST /links/:id/archival': 'manager',
  'GET /referrals': 'viewer',
  'GET /referrals/:id': 'viewer',
  'GET /commissions': 'viewer',
  'GET /commissions/:id': 'viewer',
  'GET /commissions.csv': 'viewer',
  'GET /chain.ndjson': 'viewer',
  'GET /payouts': 'viewer',
  'POST /payouts': 'manager',
  'GET /payouts/:id': 'viewer',
  'POST /payouts/:id/cancellation': 'manager',
  'GET /payouts/:id/statement.pdf': alsoAdmins,
  'GET /payouts/:id/statement.csv': alsoAdmins,
  'GET /payouts/statements/:file': 'viewer',
  // where its money goes
  'GET /payouts/by-hand': 'owner',
  'POST /payouts/by-hand': 'owner',
  'POST /payouts/by-stripe': 'owner',
  'POST /payouts/automatic': 'owner',
  'POST /payouts/country': 'owner',
  'GET /payouts/account/onboarding': 'owner',
  'GET /payouts/account/return': 'viewer',
  'GET /payouts/account/dashboard': 'owner',
  // its clients
  'GET /clients': 'viewer',
  'GET /clients.csv': 'viewer',
  'GET /clients/forecast': 'viewer',
  'GET /clients/new': 'manager',
  'POST /clients/new': 'manager',
  'GET /clients/:id': 'viewer',
  'GET /clients/:id/edit': 'manager',
  'POST /clients/:id/edit': 'manager',
  'POST /clients/:id/archival': 'manager',
  'GET /clients/:id/configurations.json': 'viewer',
  'GET /clients/:id/configurations/new': 'manager',
  'POST /clients/:id/configurations/new': 'manager',
  'GET /clients/:id/configurations/:configuration': 'viewer',
  'GET /clients/:id/configurations/:configuration/edit': 'manager',
  'POST /clients/:id/configurations/:configuration/edit': 'manager',
  'POST /clients/:id/configurations/:configuration/archival': 'manager',
  'GET /clients/:id/configurations/:configuration/versions/:version': 'viewer',
  'GET /clients/:id/configurations/:configuration/versions/:version/document.json': 'viewer',
  'POST /clients/:id/configurations/:configuration/versions/:version/restoration': 'manager',
  'GET /clients/:id/handoff': 'viewer',
  'POST /clients/:id/handoff': 'manager',
  'POST /clients/:id/handoff/link': 'manager',
  'POST /clients/:id/handoff/revocation': 'manager',
  'POST /clients/:id/handoff/delivery': 'manager',
  'POST /clients/:id/handoff/sign-ups': 'manager',
  'POST /clients/:id/handoff/access-end': 'manager',
  'GET /handoff/:token': 'token',
  'GET /handoff/:token/code': 'away',
  'POST /handoff/:token/code': 'token',
  'GET /handoff/:token/accept': 'token',
  'POST /handoff/:token/accept': 'token',
  'GET /handoff/:token/decline': 'token',
  'POST /handoff/:token/decline': 'token',
  'GET /handoff/:token/access': 'token',
  'POST /handoff/:token/access': 'token',
  'GET /clients/domain-check': 'viewer',
  'POST /clients/domain-check': 'manager',
  'POST /clients/domain-check/reservations': 'manager',
  'POST /clients/domain-check/reservations/:id/renewal': 'manager',
  'POST /clients/domain-check/reservations/:id/revocation': 'manager',
  'GET /disputes': 'viewer',
  'GET /disputes/:id': 'viewer',
  'POST /disputes/:id': 'manager',
  // what it gives to many of them
  'GET /templates': 'viewer',
  'GET /templates/new': 'manager',
  'POST /templates/new': 'manager',
  'GET /templates/:id': 'viewer',
  'GET /templates/:id/edit': 'manager',
  'POST /templates/:id/edit': 'manager',
  'GET /templates/:id/versions/:version': 'viewer',
  'GET /templates/:id/updates': 'viewer',
  'POST /templates/:id/updates': 'manager',
  'GET /templates/:id/updates/:run': 'viewer',
  'POST /templates/:id/updates/:run/undo': 'manager',
  'POST /templates/:id/archival': 'manager',
  // who belongs to it
  'GET /settings/members': 'viewer',
  'POST /settings/members': 'owner',
  'GET /settings/members/departure': 'away',
  'POST /settings/members/departure': 'viewer',
  'GET /settings/members/:id/role': 'away',
  'POST /settings/members/:id/role': 'owner',
  'GET /settings/members/:id/removal': 'away',
  'POST /settings/members/:id/removal': 'owner',
  'GET /settings/members/invitations/:id/resending': 'away',
  'POST /settings/members/invitations/:id/resending': 'owner',
  'GET /settings/members/invitations/:id/revocation': 'away',
  'POST /settings/members/invitations/:id/revocation': 'owner',
  'GET /invitations/:token': 'token',
  // every principal here is somebody else than who was invited
  'POST /invitations/:token': everybodyBut('login', 'forbidden'),
  'GET /invitations/:token/account': 'token',
  'POST /invitations/:token/account': 'token',
  'GET /settings/api-keys': keys,
  'POST /settings/api-keys': { ...keys, admin: 'step-up' },
  'GET /settings/api-keys/end': 'away',
  // with the key of the workspace: an admin ends admins' keys
  'POST /settings/api-keys/end': { ...keys, other: 'missing', admin: 'missing' },
  // one's own account
  'GET /workspace': 'account',
  // to the workspace it names
  'POST /workspace': { ...alsoAdmins, admin: 'missing' },
  'GET /settings/security': 'account',
  'GET /settings/security/password': 'account',
  'POST /settings/security/password': 'account',
  'GET /settings/security/second-factor': 'account',
  'POST /settings/security/second-factor': 'account',
  'GET /settings/security/second-factor/removal': 'away',
  'POST /settings/security/second-factor/removal': everybodyBut('login', 'step-up'),
  'GET /settings/security/sessions/end': 'away',
  'POST /settings/security/sessions/end': everybodyBut('login', 'missing'),
};

const strength: Record<MemberRole, number> = { viewer: 0, manager: 1, owner: 2 };

/**
 * What a principal must get.
 * @param named whether the address names an object of the workspace, which others must not find
 */
export function expected(rule: Rule, principal: Principal, named: boolean): Verdict {
  if (typeof rule === 'object') return rule[principal];
  if (rule === 'away' || rule === 'token') return 'in';
  if (principal === 'nobody') return 'login';
  if (rule === 'account') return 'in';
  switch (principal) {
    case 'client':
      return 'missing';
    case 'admin':
      return 'elsewhere';
    case 'other':
      return named ? 'missing' : 'in';
    default:
      return strength[principal] >= strength[rule] ? 'in' : 'forbidden';
  }
}

/** What an answer is. */
export function verdictOf({ status, location }: { status: number; location: string | null }): Verdict {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 405) return 'none';
  if (location?.startsWith('/login')) return 'login';
  if (location?.startsWith('/step-up')) return 'step-up';
  return location === '/admin' ? 'elsewhere' : 'in';
}
