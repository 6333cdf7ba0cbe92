/**
 * The local stand-ins of sandbox mode, for a developer's machine: Stripe (Connect accounts, transfers, plain billing events) and the product
 * (/product).
 * Never loaded in production.
 *
 * SANDBOX_PORT    where to listen on the loopback interface (3010)
 * DATA_DIR        what they remember (.data)
 * PORT, HOST      where the portal listens on this machine, for webhooks (127.0.0.1:3000)
 * PRODUCT_WEBHOOK_SECRET   as the portal has it
 * STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_CONNECT_WEBHOOK_SECRET   as the portal has them
 */
import { productApp } from './product/app';
import { startStripeServer } from './stripe/start';

const settings = process.env;
const host = !settings.HOST || ['0.0.0.0', '::'].includes(settings.HOST) ? '127.0.0.1' : settings.HOST;
const hooks = `http://${host.includes(':') ? `[${host}]` : host}:${settings.PORT || 3000}/webhooks`;
const url = `${hooks}/stripe`;
const webhooks = [
  { url, secret: settings.STRIPE_WEBHOOK_SECRET, connect: false },
  { url, secret: settings.STRIPE_CONNECT_WEBHOOK_SECRET, connect: true },
].flatMap(({ secret: setting, ...target }) => {
  // while it is being changed there are several: the first is the new one
  const secret = setting?.split(/[\s,]+/).find(Boolean);
  return secret ? [{ ...target, secret }] : [];
});

const dataDir = settings.DATA_DIR || '.data';
const productSecret = settings.PRODUCT_WEBHOOK_SECRET;

const server = await startStripeServer({
  port: Number(settings.SANDBOX_PORT || 3010),
  dataDir,
  secretKey: settings.STRIPE_SECRET_KEY || null,
  webhooks,
  ...(productSecret && {
    beside: {
      '/product': (now) =>
        productApp({ portal: { url: `${hooks}/product`, secret: productSecret }, now, dataDir }),
    },
  }),
});
console.log(`Stripe-compatible sandbox on ${server.url}`);
if (productSecret) console.log(`Demonstration product on ${server.url}/product`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
