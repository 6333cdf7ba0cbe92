import { randomBytes } from 'node:crypto';
import { productApp } from '../../sandbox/product/app';
import type { Arrival } from '../../sandbox/product/memory';
import { startStripeServer } from '../../sandbox/stripe/start';

export interface TestProduct {
  /** the address of its pages, without a slash at the end */
  url: string;
  secret: string;
  /** everything that came, oldest first */
  arrivals: () => Promise<Arrival[]>;
  /** makes the next messages go wrong (sandbox/product/README.md) */
  fault: (wish: Record<string, unknown>) => Promise<void>;
  /** what was wished and did not strike is taken back */
  clearFaults: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Starts the demonstration product and makes it the one that the portal's messages go to. Before any module of ours is loaded.
 * @param portal where its own events go
 */
export async function openProduct(portal = 'http://127.0.0.1:1/webhooks/product'): Promise<TestProduct> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const server = await startStripeServer({
    port: 0,
    beside: { '/product': (now) => productApp({ portal: { url: portal, secret }, now }) },
  });
  const url = `${server.url}/product`;
  process.env.PRODUCT_WEBHOOK_SECRET = secret;
  process.env.PRODUCT_WEBHOOK_URL = `${url}/webhooks`;
  const control = async (path: string, wish?: RequestInit) => {
    const answer = await fetch(`${url}/_sandbox/${path}`, wish);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  };
  return {
    url,
    secret,
    arrivals: async () => ((await (await control('arrivals')).json()) as { data: Arrival[] }).data,
    fault: async (wish) => {
      await control('faults', { method: 'POST', body: JSON.stringify(wish) });
    },
    clearFaults: async () => {
      await control('faults', { method: 'DELETE' });
    },
    close: () => server.close(),
  };
}
