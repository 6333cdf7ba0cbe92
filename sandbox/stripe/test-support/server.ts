import Stripe from 'stripe';
import { afterEach, beforeEach, vi } from 'vitest';
import { setAccountState } from '../onboarding';
import { type StripeServer, type StripeServerOptions, startStripeServer } from '../start';

/** The unmodified SDK, without its own retries. */
export function stripeClient(url: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe('sk_test_sandbox', {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

/** What a control answers: ids, and parts of what it made. */
interface Answer {
  id: string;
  status: string;
  session: string;
  customer: string;
  subscription: string;
  invoice: string;
  paymentIntent: string;
  charge: string;
}

/** A server for each test of a file, which must not say what Stripe would not; and what the tests do with it. */
export function eachServer(options: Partial<StripeServerOptions> = {}) {
  // the first of a file compiles the schemas it meets
  vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });
  const opened: { server?: StripeServer; stripe?: Stripe } = {};
  beforeEach(async () => {
    opened.server = await startStripeServer({ port: 0, validate: true, ...options });
    opened.stripe = stripeClient(opened.server.url);
  });
  afterEach(() => opened.server?.close());
  const server = (): StripeServer => {
    if (!opened.server) throw new Error('the server is started before each test');
    return opened.server;
  };
  const stripe = (): Stripe => {
    if (!opened.stripe) throw new Error('the server is started before each test');
    return opened.stripe;
  };
  const ask = (path: string, body: object, method = 'POST') =>
    fetch(`${server().url}/_sandbox${path}`, {
      method,
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
  const control = async (path: string, body: object = {}): Promise<Answer> => {
    const answer = await ask(path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === '' ? ({} as Answer) : JSON.parse(text);
  };
  /** What was emitted, by type; all of it or what came after `since`. */
  const events = (since = 0) => server().gateway.store.list('event').slice(since);
  const types = (since = 0) => events(since).map((event) => event.type as string);
  const activeAccount = async (): Promise<string> => {
    const account = await stripe().v2.core.accounts.create({
      contact_email: 'ann@acme.dev',
      display_name: 'Ann',
      dashboard: 'express',
      identity: { country: 'us' },
      defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
      configuration: {
        recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
      },
    });
    setAccountState(server().gateway, account.id, 'active');
    return account.id;
  };
  return { server, stripe, ask, control, events, types, activeAccount };
}
