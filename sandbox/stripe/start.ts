import path from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type Env, type StripeAppOptions, stripeApp } from './app';
import { Deliveries, type WebhookTarget } from './deliver';
import { Faults } from './faults';
import { Gateway } from './gateway';
import { Keys } from './idempotency';
import { catchUp } from './sandbox-clock';
import { Store } from './store';
import { Violations } from './violations';

export interface StripeServerOptions extends Partial<StripeAppOptions> {
  /** 0: any free port */
  port: number;
  /** where the journal is kept; absent: nothing outlives the process */
  dataDir?: string;
  webhooks?: WebhookTarget[];
  /** what else is served beside it, with this server's clock: path to application */
  beside?: Record<string, (now: () => number) => Hono<Env>>;
  /** holds every exchange and event against Stripe's schemas; absent: STRIPE_SANDBOX_VALIDATE=on */
  validate?: boolean;
}

export interface StripeServer {
  url: string;
  gateway: Gateway;
  /** what was found against Stripe's schemas so far; null when nobody looks */
  violations: Violations | null;
  /** @throws when anything was found against Stripe's schemas */
  close(): Promise<void>;
}

/** The endpoints made through the API that are switched on. */
function registered(store: Store): WebhookTarget[] {
  return store.list('webhookEndpoint').flatMap(({ endpoint, secret, connect }) => {
    const { url, status, enabled_events: types, api_version: apiVersion } = endpoint;
    return status === 'enabled' ? [{ url, secret, connect, types, apiVersion }] : [];
  });
}

/** How often a clock that runs by itself is looked at. */
const CATCH_UP_MS = 30_000;

/** Starts a Stripe-compatible server on the loopback interface. */
export async function startStripeServer(options: StripeServerOptions): Promise<StripeServer> {
  const store = new Store(options.dataDir ? path.join(options.dataDir, 'stripe-sandbox.ndjson') : undefined);
  const deliveries = new Deliveries(() => [...(options.webhooks ?? []), ...registered(store)]);
  const gateway = new Gateway(store, new Keys(store), new Faults(), deliveries);
  const validate = options.validate ?? process.env.STRIPE_SANDBOX_VALIDATE === 'on';
  const violations = validate ? await Violations.watch() : null;
  gateway.onEvent = (event) => violations?.event(event);
  const app = new Hono<Env>();
  app.get('/healthz', (context) => context.text('ok'));
  for (const [at, make] of Object.entries(options.beside ?? {}))
    app.route(
      at,
      make(() => gateway.nowMs()),
    );
  app.route(
    '/',
    stripeApp(gateway, {
      secretKey: options.secretKey ?? null,
      violations,
      onExchange: (exchange) => {
        violations?.exchange(exchange);
        options.onExchange?.(exchange);
      },
    }),
  );

  const clock = setInterval(() => catchUp(gateway), CATCH_UP_MS);
  clock.unref();

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    gateway,
    violations,
    close: async () => {
      clearInterval(clock);
      deliveries.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      const found = violations?.found ?? [];
      if (found.length > 0) throw new Error(`Not what Stripe would say:\n${found.slice(0, 20).join('\n')}`);
    },
  };
}
