const at = (strings: TemplateStringsArray, ...ids: string[]) =>
  strings.reduce((path, part, i) => path + encodeURIComponent(ids[i - 1] ?? '') + part);

/** Every address of a page, so that a renamed one is found by the compiler; the table is app/routes.ts. */
export const paths = {
  home: '/',
  docs: '/docs',
  apiDocs: '/api/docs',
  verify: '/verify',
  signingKeys: '/.well-known/tributary-keys.json',
  theme: '/theme',

  join: '/join',
  joinAs: (kind: 'affiliate' | 'agency') => at`/join?kind=${kind}`,
  login: '/login',
  logout: '/logout',
  forgot: '/forgot',
  stepUp: '/step-up',
  security: '/settings/security',
  password: '/settings/security/password',
  secondFactor: '/settings/security/second-factor',
  secondFactorRemoval: '/settings/security/second-factor/removal',
  sessionEnd: '/settings/security/sessions/end',
  apiKeys: '/settings/api-keys',
  apiKeyEnd: '/settings/api-keys/end',
  verifyEmail: '/verify-email',

  dashboard: '/dashboard',
  links: '/links',
  linkArchival: (id: string) => at`/links/${id}/archival`,
  referrals: '/referrals',
  referral: (id: string) => at`/referrals/${id}`,
  commissions: '/commissions',
  commissionsCsv: '/commissions.csv',
  chain: '/chain.ndjson',
  commission: (id: string) => at`/commissions/${id}`,
  payouts: '/payouts',
  payout: (id: string) => at`/payouts/${id}`,
  payoutCancellation: (id: string) => at`/payouts/${id}/cancellation`,
  payoutStatement: (id: string, format: 'pdf' | 'csv') => at`/payouts/${id}/statement.${format}`,
  payoutAccount: '/payouts/account',
  automaticPayout: '/payouts/automatic',

  admin: '/admin',
  adminPartners: '/admin/partners',
  adminPartner: (id: string) => at`/admin/partners/${id}`,
  adminPartnerStanding: (id: string) => at`/admin/partners/${id}/standing`,
  adminReferrals: '/admin/referrals',
  adminReferral: (id: string) => at`/admin/referrals/${id}`,
  adminReferralDecision: (id: string) => at`/admin/referrals/${id}/decision`,
  adminCommissions: '/admin/commissions',
  adminCommission: (id: string) => at`/admin/commissions/${id}`,
  adminPayouts: '/admin/payouts',
  adminPayout: (id: string) => at`/admin/payouts/${id}`,
  adminPayoutApproval: (id: string) => at`/admin/payouts/${id}/approval`,
  adminPayoutRelease: (id: string) => at`/admin/payouts/${id}/release`,
  adminPayoutRejection: (id: string) => at`/admin/payouts/${id}/rejection`,
  adminReconciliations: '/admin/reconciliation',
  adminReconciliation: (id: string) => at`/admin/reconciliation/${id}`,
  adminReconciliationRequest: '/admin/reconciliation/runs',
  adminWebhooks: '/admin/webhooks',
  adminTerms: '/admin/terms',
  adminTermsOf: (key: string) => at`/admin/terms/${key}`,
  adminTermsDraft: (key: string) => at`/admin/terms/${key}/draft`,
  adminTermsDraftRemoval: (key: string) => at`/admin/terms/${key}/draft/removal`,
  adminTermsSimulation: (key: string) => at`/admin/terms/${key}/simulation`,
  adminTermsPublication: (key: string) => at`/admin/terms/${key}/publication`,
  adminRates: '/admin/rates',
} as const;

/** An address with the parameters that are there; absent and empty ones are left out. */
export function withQuery(path: string, query: Record<string, string | null | undefined>): string {
  const present = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return present.length === 0 ? path : `${path}?${new URLSearchParams(present)}`;
}
