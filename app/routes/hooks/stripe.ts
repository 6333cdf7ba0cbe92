import { createHash } from 'node:crypto';
import type { ActionFunctionArgs } from '@remix-run/node';
import { type ReadStripeEvent, readStripeEvent } from '~/domain/qualification/stripe-event';
import { receiveStripeEvent } from '~/flows/receive-stripe-event.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { json, problem } from '~/platform/http.server';
import { LARGEST_BODY, parseJson, readBytes } from '~/platform/input.server';
import { isExpectedVersion, isSignedByStripe, stripeIsLive } from '~/platform/stripe.server';
import { answer, methodNotAllowed } from '~/routes/api/answer.server';

/** POST /webhooks/stripe: events of the platform and of connected accounts, with Stripe's signature (contract.md, public HTTP). */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answer(request, async () => {
    if (request.method !== 'POST') return methodNotAllowed(request, ['POST']);
    if (!env.stripe) return notConfigured();
    const bytes = await readBytes(request);
    if (!bytes) return problem({ status: 413, detail: `The body is larger than ${LARGEST_BODY} bytes.` });
    const body = new TextDecoder().decode(bytes);
    if (!isSignedByStripe(body, request.headers.get('stripe-signature') ?? '')) return badSignature();
    return keep(body, read(bytes));
  });
}

export function loader({ request }: ActionFunctionArgs): Response {
  return methodNotAllowed(request, ['POST']);
}

function read(bytes: Uint8Array): ReadStripeEvent {
  const parsed = parseJson(bytes);
  if (parsed.outcome === 'ok') return readStripeEvent(parsed.value, now());
  const nothing = { id: null, type: null, livemode: null, apiVersion: null };
  return { outcome: 'invalid', ...nothing, reason: `the body ${parsed.reason}` };
}

/** Stores the delivery; answered 2xx only after commit, because Stripe then forgets it. */
async function keep(text: string, event: ReadStripeEvent): Promise<Response> {
  const body = text.replaceAll('\0', '\ufffd'); // PostgreSQL keeps no NUL
  if (event.livemode !== null && event.livemode !== stripeIsLive()) return wrongMode();
  // never refused for its version, but shown (ADR-0085)
  const apiVersion = isExpectedVersion(event.apiVersion) ? null : event.apiVersion;
  switch (event.outcome) {
    case 'ok': {
      const { id: externalId, type, at } = event.event;
      return accepted(
        await receiveStripeEvent({ externalId, type, body, at, apiVersion, status: 'received' }),
      );
    }
    case 'ignored': {
      const { id: externalId, type } = event;
      const delivery = { externalId, type, body, at: null, apiVersion, reason: 'unknown type' };
      return accepted(await receiveStripeEvent({ ...delivery, status: 'ignored' }));
    }
    case 'invalid': {
      // Without an id of its own it is known by its contents.
      const externalId = event.id ?? `sha256:${createHash('sha256').update(text).digest('hex')}`;
      const { reason, type } = event;
      const delivery = { externalId, type: type ?? 'unknown', body, at: null, apiVersion, reason };
      const stored = await receiveStripeEvent({ ...delivery, status: 'invalid' });
      return stored === 'repeated' ? accepted(stored) : malformed(reason);
    }
  }
}

function accepted(stored: 'stored' | 'repeated'): Response {
  return json({ status: stored }, { status: stored === 'stored' ? 202 : 200 });
}

function badSignature(): Response {
  return problem({
    status: 400,
    code: 'invalid_signature',
    detail:
      'The signature does not hold, or is older than five minutes. Check the secrets of both webhook endpoints.',
  });
}

function wrongMode(): Response {
  const mode = stripeIsLive() ? 'live' : 'test';
  return problem({
    status: 400,
    code: 'wrong_mode',
    detail: `This installation takes events of ${mode} mode only.`,
  });
}

function malformed(reason: string): Response {
  return problem({ status: 400, code: 'malformed_event', detail: `The event is malformed: ${reason}.` });
}

function notConfigured(): Response {
  return problem({
    status: 503,
    code: 'not_configured',
    detail: 'Stripe is off: STRIPE_SECRET_KEY is not set.',
  });
}
