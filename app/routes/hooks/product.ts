import type { ActionFunctionArgs } from '@remix-run/node';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { type ParsedProductEvent, parseProductEvent } from '~/domain/qualification/product-event';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { json, problem } from '~/platform/http.server';
import { LARGEST_BODY, parseJson, readBytes } from '~/platform/input.server';
import { answer, methodNotAllowed } from '~/routes/api/answer.server';

/** What stands for the type of a delivery that names none. */
const NO_TYPE = 'unknown';

/** POST /webhooks/product: the product's events, signed as Standard Webhooks has it (contract.md, public HTTP). */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answer(request, async () => {
    if (request.method !== 'POST') return methodNotAllowed(request, ['POST']);
    if (!env.productIn) return notConfigured();
    const bytes = await readBytes(request);
    if (!bytes) {
      return problem({ status: 413, detail: `The body is larger than ${LARGEST_BODY} bytes.` });
    }
    const text = new TextDecoder().decode(bytes);
    const externalId = request.headers.get('webhook-id') ?? '';
    const refused = refusedSignature(env.productIn.secret, request.headers, text);
    if (refused) return refused;
    return keep(externalId, text, read(bytes));
  });
}

export function loader({ request }: ActionFunctionArgs): Response {
  return methodNotAllowed(request, ['POST']);
}

/** The library judges the age of a signature by the machine's time, never the sandbox clock (contract.md). */
function refusedSignature(secret: string, headers: Headers, text: string): Response | undefined {
  if (!/^[\x21-\x7e]{1,255}$/.test(headers.get('webhook-id') ?? '')) {
    return badSignature('webhook-id must be 1 to 255 printable characters');
  }
  try {
    new Webhook(secret).verify(text, Object.fromEntries(headers), { jsonParse: false });
    return undefined;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return badSignature(error.message);
  }
}

function read(bytes: Uint8Array): ParsedProductEvent {
  const parsed = parseJson(bytes);
  if (parsed.outcome === 'ok') return parseProductEvent(parsed.value, now());
  return {
    outcome: 'invalid',
    reason: `the body ${parsed.reason}`,
    errors: [{ field: '', message: parsed.reason }],
  };
}

/** Stores the delivery whatever it is; a malformed one for admins, and its sender hears what is wrong with it. */
async function keep(externalId: string, text: string, parsed: ParsedProductEvent): Promise<Response> {
  const body = text.replaceAll('\0', '\ufffd'); // PostgreSQL keeps no NUL
  switch (parsed.outcome) {
    case 'ok': {
      const { type, at } = parsed.event;
      return accepted(await receiveProductEvent({ externalId, type, body, at, status: 'received' }));
    }
    case 'ignored': {
      const reason = 'unknown type';
      return accepted(
        await receiveProductEvent({
          externalId,
          type: parsed.type,
          body,
          at: null,
          status: 'ignored',
          reason,
        }),
      );
    }
    case 'invalid': {
      const { reason, type = NO_TYPE } = parsed;
      const stored = await receiveProductEvent({
        externalId,
        type,
        body,
        at: null,
        status: 'invalid',
        reason,
      });
      return stored === 'repeated' ? accepted(stored) : malformed(parsed);
    }
  }
}

function accepted(stored: 'stored' | 'repeated'): Response {
  return json({ status: stored }, { status: stored === 'stored' ? 202 : 200 });
}

function malformed({ reason, errors }: Extract<ParsedProductEvent, { outcome: 'invalid' }>): Response {
  return problem({
    status: 400,
    code: 'malformed_event',
    detail: `The event is malformed: ${reason}.`,
    errors: errors.map(({ field, message }) => ({
      field,
      pointer: field === '' ? '' : `/${field.replaceAll('.', '/')}`,
      detail: message,
    })),
  });
}

function badSignature(reason: string): Response {
  return problem({
    status: 400,
    code: 'invalid_signature',
    detail: `The signature does not hold (${reason}). Sign "<webhook-id>.<webhook-timestamp>.<body>" with the shared secret.`,
  });
}

function notConfigured(): Response {
  return problem({
    status: 503,
    code: 'not_configured',
    detail: 'Product events are off: PRODUCT_WEBHOOK_SECRET is not set.',
  });
}
