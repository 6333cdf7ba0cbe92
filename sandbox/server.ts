/**
 * The local stand-ins of sandbox mode, for a developer's machine: Stripe (Connect accounts, transfers, plain billing events).
 * Never loaded in production.
 *
 * SANDBOX_PORT    where to listen on the loopback interface (3010)
 * DATA_DIR        what they remember (.data)
 * PORT, HOST      where the portal listens on this machine, for webhooks (127.0.0.1:3000)
 * STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_CONNECT_WEBHOOK_SECRET   as the portal has them
 */
import { startStripeServer } from './stripe/start';

const settings = process.env;
const host = !settings.HOST || ['0.0.0.0', '::'].includes(settings.HOST) ? '127.0.0.1' : settings.HOST;
const url = `http://${host.includes(':') ? `[${host}]` : host}:${settings.PORT || 3000}/webhooks/stripe`;
const webhooks = [
  { url, secret: settings.STRIPE_WEBHOOK_SECRET, connect: false },
  { url, secret: settings.STRIPE_CONNECT_WEBHOOK_SECRET, connect: true },
].flatMap(({ secret: setting, ...target }) => {
  // while it is being changed there are several: the first is the new one
  const secret = setting?.split(/[\s,]+/).find(Boolean);
  return secret ? [{ ...target, secret }] : [];
});

const server = await startStripeServer({
  port: Number(settings.SANDBOX_PORT || 3010),
  dataDir: settings.DATA_DIR || '.data',
  secretKey: settings.STRIPE_SECRET_KEY || null,
  webhooks,
});
console.log(`Stripe-compatible sandbox on ${server.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
