import { index, prefix, type RouteConfig, route } from '@remix-run/route-config';

/** Every URL of the portal, in one table. */
export default [
  index('routes/public/home.tsx'),

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
  route('settings/security/second-factor/removal', 'routes/portal/settings/security.second-factor.removal.ts'),
  route('settings/security/sessions/end', 'routes/portal/settings/security.sessions.end.ts'),
  route('sandbox/mailbox', 'routes/public/mailbox.tsx'),
  route('sandbox/mailbox/:id', 'routes/public/mailbox.message.tsx'),
] satisfies RouteConfig;
