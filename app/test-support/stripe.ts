import { randomBytes } from 'node:crypto';
import { type StripeServerOptions, startStripeServer } from '../../sandbox/stripe/start';

/** The environment of a process that uses a Stripe-compatible server; secrets are made up. */
export function stripeEnvironment(url: string): Record<string, string> {
  return {
    STRIPE_SECRET_KEY: `sk_test_${randomBytes(12).toString('hex')}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(12).toString('hex')}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${randomBytes(12).toString('hex')}`,
    STRIPE_API_BASE: url,
  };
}

/**
 * A Stripe-compatible server for a test file, which every module of ours loaded afterwards uses: call it before importing them.
 * Its switches are reached with `control`.
 */
export async function openStripeServer(options: Partial<StripeServerOptions> = {}) {
  const server = await startStripeServer({ port: 0, ...options });
  const environment = stripeEnvironment(server.url);
  Object.assign(process.env, environment);
  const control = async (path: string, body?: object, method = 'POST'): Promise<unknown> => {
    const answer = await fetch(`${server.url}/_sandbox${path}`, {
      method: body === undefined ? 'GET' : method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return { ...server, environment, control };
}
