import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { checkoutRoutes } from './checkout-page';
import { controlRoutes } from './control';
import { type Form, type FormValue, parseForm } from './form';
import type { Gateway } from './gateway';
import { onboardingRoutes } from './onboarding';

export type Env = { Bindings: HttpBindings };

/** What was asked and answered, for tests that hold both against Stripe's schemas. */
export interface Exchange {
  method: string;
  path: string;
  contentType: string;
  query: string;
  body: string;
  status: number;
  answer: string;
  /** the connection was cut instead of answering */
  cut?: boolean;
}

export interface StripeAppOptions {
  /** the key the SDK must send; null: any test key */
  secretKey: string | null;
  onExchange?: (exchange: Exchange) => void;
  /** what was found against Stripe's schemas; null when nobody looks */
  violations?: { checked: number; found: readonly string[] } | null;
}

/** JSON numbers and booleans of v2 bodies as the texts a form would carry: one reader for both. */
function asForm(value: unknown): FormValue {
  if (Array.isArray(value)) return value.map(asForm);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asForm(inner)]));
  }
  return value === null || value === undefined ? '' : String(value);
}

function readForm(method: string, query: string, body: string, contentType: string): Form {
  if (method === 'GET') return parseForm(query);
  if (!contentType.includes('json')) return parseForm(body);
  return body === '' ? {} : (asForm(JSON.parse(body)) as Form);
}

function unauthorized(context: Context, key: string): Response {
  const shown = key ? `${key.slice(0, 8)}****` : '';
  const message = key ? `Invalid API Key provided: ${shown}` : 'You did not provide an API key.';
  return context.json({ error: { type: 'invalid_request_error', message } }, 401);
}

/** The API on /v1 and /v2, hosted pages on /connect and /checkout, switches for developers and tests on /_sandbox. */
export function stripeApp(gateway: Gateway, options: StripeAppOptions): Hono<Env> {
  const app = new Hono<Env>();
  const api = async (context: Context<Env>) => {
    const key = context.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    if (!/^[sr]k_test_/.test(key) || (options.secretKey !== null && key !== options.secretKey)) {
      return unauthorized(context, key);
    }
    const { method, path } = context.req;
    const url = new URL(context.req.url);
    const contentType = context.req.header('content-type') ?? '';
    const body = await context.req.text();
    const query = url.search.slice(1);
    const answer = await gateway.answer({
      method,
      path,
      form: readForm(method, query, body, contentType),
      idempotencyKey: context.req.header('idempotency-key') ?? null,
      account: context.req.header('stripe-account') ?? null,
      origin: url.origin,
    });
    options.onExchange?.({
      method,
      path,
      contentType,
      query,
      body,
      status: answer.status,
      answer: answer.body,
      cut: answer.cut === true,
    });
    if (answer.cut) {
      context.env.outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        ...answer.headers,
        'content-type': 'application/json',
        'stripe-version': '2026-10-28.endive',
      },
    });
  };
  app.all('/v1/*', api);
  app.all('/v2/*', api);
  app.route('/connect', onboardingRoutes(gateway));
  app.route('/checkout', checkoutRoutes(gateway));
  app.get('/_sandbox/violations', (context) => {
    const { checked = 0, found = [] } = options.violations ?? {};
    return context.json({ checked, found });
  });
  app.route('/_sandbox', controlRoutes(gateway));
  return app;
}
