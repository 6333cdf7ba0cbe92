import path from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type Env, type StripeAppOptions, stripeApp } from './app';
import { Deliveries, type WebhookTarget } from './deliver';
import { Faults } from './faults';
import { Gateway } from './gateway';
import { Keys } from './idempotency';
import { Store } from './store';

export interface StripeServerOptions extends Partial<StripeAppOptions> {
  /** 0: any free port */
  port: number;
  /** where the journal is kept; absent: nothing outlives the process */
  dataDir?: string;
  webhooks?: WebhookTarget[];
}

export interface StripeServer {
  url: string;
  gateway: Gateway;
  close(): Promise<void>;
}

/** Starts a Stripe-compatible server on the loopback interface. */
export async function startStripeServer(options: StripeServerOptions): Promise<StripeServer> {
  const store = new Store(options.dataDir ? path.join(options.dataDir, 'stripe-sandbox.ndjson') : undefined);
  const deliveries = new Deliveries(options.webhooks ?? []);
  const gateway = new Gateway(store, new Keys(store), new Faults(), deliveries);
  const app = new Hono<Env>();
  app.get('/healthz', (context) => context.text('ok'));
  app.route(
    '/',
    stripeApp(gateway, { secretKey: options.secretKey ?? null, onExchange: options.onExchange }),
  );

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
    close: () => {
      deliveries.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
