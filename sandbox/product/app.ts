import path from 'node:path';
import { Hono } from 'hono';
import { accountPages } from './account-pages';
import type { Portal } from './emit';
import { ProductFaults } from './faults';
import { handoffPages } from './handoff-pages';
import { Memory } from './memory';
import { type Env, receiver } from './receive';

export interface ProductOptions {
  portal: Portal;
  /** the program's clock, milliseconds */
  now: () => number;
  /** where the journal is kept; absent: nothing outlives the process */
  dataDir?: string;
}

/** The demonstration product, to be mounted at /product (README.md). */
export function productApp({ portal, now, dataDir }: ProductOptions): Hono<Env> {
  const memory = new Memory(dataDir ? path.join(dataDir, 'product-sandbox.ndjson') : undefined);
  const faults = new ProductFaults();
  const app = new Hono<Env>();
  app.route('/webhooks', receiver(memory, portal.secret, faults));
  app.route('/', handoffPages(memory));
  app.route('/', accountPages({ memory, portal, now }));
  app.route('/_sandbox', controls(memory, faults));
  return app;
}

/** Switches for developers and tests. */
function controls(memory: Memory, faults: ProductFaults): Hono {
  const app = new Hono();
  app.get('/arrivals', (context) => context.json({ data: memory.list('arrival') }));
  app.get('/faults', (context) => context.json({ data: faults.list() }));
  app.post('/faults', async (context) => {
    const fault = faults.add(await context.req.json());
    return typeof fault === 'string' ? context.json({ error: fault }, 400) : context.json(fault, 201);
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  return app;
}
