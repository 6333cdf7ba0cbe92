import { index, layout, prefix, type RouteConfig, route } from '@remix-run/route-config';

/** Every URL of the portal, in one table. */
export default [
  // pages everybody sees
  layout('routes/public/layout.tsx', [
    index('routes/public/index.tsx'),
    route('docs', 'routes/public/docs.tsx'),
  ]),
  route('theme', 'routes/theme.ts'),

  // the partner's pages, and what their forms post to
  layout('routes/portal/layout.tsx', [
    route('dashboard', 'routes/portal/dashboard.tsx'),
    route('links', 'routes/portal/links.tsx'),
    route('referrals', 'routes/portal/referrals.tsx'),
    route('referrals/:id', 'routes/portal/referrals.$id.tsx'),
    route('commissions', 'routes/portal/commissions.tsx'),
    route('commissions/:id', 'routes/portal/commissions.$id.tsx'),
    route('payouts', 'routes/portal/payouts.tsx'),
    route('payouts/:id', 'routes/portal/payouts.$id.tsx'),
  ]),
  route('affiliate', 'routes/portal/affiliate.ts'),
  route('links/:id/archival', 'routes/portal/link-archival.ts'),
  route('commissions.csv', 'routes/portal/commissions.csv.ts'),
  route('payouts/:id/cancellation', 'routes/portal/payout-cancellation.ts'),
  route('payouts/automatic', 'routes/portal/automatic-payout.ts'),

  // the admins' pages, and what their forms post to
  route('admin', 'routes/admin/layout.tsx', [
    index('routes/admin/index.tsx'),
    route('partners', 'routes/admin/partners.tsx'),
    route('partners/:id', 'routes/admin/partners.$id.tsx'),
    route('referrals', 'routes/admin/referrals.tsx'),
    route('referrals/:id', 'routes/admin/referrals.$id.tsx'),
    route('payouts', 'routes/admin/payouts.tsx'),
    route('payouts/:id', 'routes/admin/payouts.$id.tsx'),
    route('webhooks', 'routes/admin/webhooks.tsx'),
  ]),
  route('admin/partners/:id/standing', 'routes/admin/partner-standing.ts'),
  route('admin/referrals/:id/decision', 'routes/admin/self-referral-decision.ts'),
  route('admin/payouts/:id/approval', 'routes/admin/payout-approval.ts'),
  route('admin/payouts/:id/rejection', 'routes/admin/payout-rejection.ts'),
  route('admin/payouts/:id/release', 'routes/admin/payout-release.ts'),

  // capture: the web server calls r/:code ahead of this table (server/application.mjs)
  route('api/click', 'routes/api/click.ts'),
  route('r/:code', 'routes/public/r.$code.ts'),
  route('ref.js', 'routes/public/ref.js.ts'),

  // payouts: Stripe's onboarding and back, statements, Stripe's webhooks
  route('payouts/account/onboarding', 'routes/portal/payouts.account.onboarding.ts'),
  route('payouts/account/return', 'routes/portal/payouts.account.return.ts'),
  route('payouts/account/dashboard', 'routes/portal/payouts.account.dashboard.ts'),
  route('payouts/:id/statement.pdf', 'routes/portal/payouts.$id.statement.pdf.ts'),
  route('payouts/:id/statement.csv', 'routes/portal/payouts.$id.statement.csv.ts'),
  route('webhooks/stripe', 'routes/hooks/stripe.ts'),

  // the REST API, the product's events, and what watches the portal
  route('api/docs', 'routes/api/docs.tsx'),
  ...prefix('api/v1', [
    route('openapi.json', 'routes/api/v1/openapi.ts'),
    route('partners', 'routes/api/v1/partners.ts'),
    route('partners/:id', 'routes/api/v1/partners.$id.ts'),
    route('links', 'routes/api/v1/links.ts'),
    route('links/:id', 'routes/api/v1/links.$id.ts'),
    route('links/:id/archive', 'routes/api/v1/links.$id.archive.ts'),
    route('clicks', 'routes/api/v1/clicks.ts'),
    route('customers', 'routes/api/v1/customers.ts'),
    route('customers/:id', 'routes/api/v1/customers.$id.ts'),
    route('customers/:id/timeline', 'routes/api/v1/customers.$id.timeline.ts'),
    route('commissions', 'routes/api/v1/commissions.ts'),
    route('commissions/:id', 'routes/api/v1/commissions.$id.ts'),
    route('balance', 'routes/api/v1/balance.ts'),
    route('payouts', 'routes/api/v1/payouts.ts'),
    route('payouts/:id', 'routes/api/v1/payouts.$id.ts'),
    route('payouts/:id/approval', 'routes/api/v1/payouts.$id.approval.ts'),
    route('payouts/:id/rejection', 'routes/api/v1/payouts.$id.rejection.ts'),
    route('payouts/:id/cancellation', 'routes/api/v1/payouts.$id.cancellation.ts'),
    route('payouts/:id/statement.pdf', 'routes/api/v1/payouts.$id.statement-pdf.ts'),
    route('payouts/:id/statement.csv', 'routes/api/v1/payouts.$id.statement-csv.ts'),
    route('analytics/funnel', 'routes/api/v1/analytics.funnel.ts'),
    route('terms', 'routes/api/v1/terms.ts'),
    route('terms/:id/simulation', 'routes/api/v1/terms.$id.simulation.ts'),
    route('rates', 'routes/api/v1/rates.ts'),
    route('audit-log', 'routes/api/v1/audit-log.ts'),
    route('sandbox/clock', 'routes/api/v1/sandbox.clock.ts'),
    route('sandbox/stripe-accounts', 'routes/api/v1/sandbox.stripe-accounts.ts'),
    route('sandbox/stripe-transfers', 'routes/api/v1/sandbox.stripe-transfers.ts'),
    route('*', 'routes/api/v1/$.ts'),
  ]),
  route('webhooks/product', 'routes/hooks/product.ts'),
  route('healthz', 'routes/public/healthz.ts'),
  route('readyz', 'routes/public/readyz.ts'),
  route('metrics', 'routes/public/metrics.ts'),

  // identity
  route('join', 'routes/public/join.tsx'),
  route('login', 'routes/public/login.tsx'),
  route('logout', 'routes/public/logout.ts'),
  route('forgot', 'routes/public/forgot.tsx'),
  route('reset-password', 'routes/public/reset-password.tsx'),
  route('verify-email', 'routes/public/verify-email.tsx'),
  route('step-up', 'routes/public/step-up.tsx'),
  route('settings/security', 'routes/portal/settings/security.tsx'),
  route('settings/security/password', 'routes/portal/settings/security.password.tsx'),
  route('settings/security/second-factor', 'routes/portal/settings/security.second-factor.tsx'),
  route(
    'settings/security/second-factor/removal',
    'routes/portal/settings/security.second-factor.removal.ts',
  ),
  route('settings/security/sessions/end', 'routes/portal/settings/security.sessions.end.ts'),
  route('settings/api-keys', 'routes/portal/settings/api-keys.tsx'),
  route('settings/api-keys/end', 'routes/portal/settings/api-keys.end.ts'),
  route('sandbox/mailbox', 'routes/public/mailbox.tsx'),
  route('sandbox/mailbox/:id', 'routes/public/mailbox.message.tsx'),
] satisfies RouteConfig;
