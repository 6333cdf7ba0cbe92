// Tests bring their own database and their own settings: what the shell has set for a real portal must not reach them.
const SETTINGS =
  /^(BOOTSTRAP_|DATABASE_|GITHUB_(BASE|CLIENT_)|IMPACT_|PAYOUT_|PRODUCT_|SANDBOX_|SMTP_|STRIPE_|TRIBUTARY_|TRUST_PROXY)|^(COOKIE_DOMAIN|DATA_DIR|HOST|LOG_LEVEL|MAIL_FROM|NODE_ENV|ORIGIN|PROGRAM_HOSTS|REF_COOKIE_NAME|SESSION_SECRET)$/;

/** Removes every setting of the portal from this process's environment; PORT stays, it says where to listen. */
export function forgetSettings() {
  for (const name of Object.keys(process.env)) if (SETTINGS.test(name)) delete process.env[name];
}
