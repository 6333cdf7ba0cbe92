import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Exchange } from '../app';
import { parseForm } from '../form';

// Stripe's own schemas of the pinned API version: an answer Stripe would not give is a bug of the sandbox (integrations.md section 2).
const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../schemas/stripe-2026-10-28.endive.${name}.json`, import.meta.url), 'utf8'),
  );

interface OpenApi {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>>;
  components: { schemas: Record<string, object> };
}

const documents: OpenApi[] = [read('trimmed.openapi'), read('v2-accounts.openapi')];
const loose = { strict: false, allErrors: true, logger: false as const, validateFormats: false };
const forms = new Ajv({ ...loose, coerceTypes: 'array' });
const bodies = new Ajv(loose);
const objects = new Ajv2020(loose).addSchema(read('objects.schema'), 'objects');
const events = new Ajv2020(loose).addSchema(read('webhook-events.schema'), 'events');
documents.forEach((document, index) => {
  forms.addSchema(document, `api${index}`);
  bodies.addSchema(document, `api${index}`);
});

function problems(ajv: Ajv | Ajv2020, ref: string, value: unknown): string[] {
  const validate = ajv.getSchema(ref);
  if (!validate) return [`no schema ${ref}`];
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 20).map((error) => `${ref} ${error.instancePath} ${error.message}`);
}

const pointer = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Which operation of Stripe's document an exchange is: its document's number and its path pattern. */
function operation(exchange: Exchange): { index: number; path: string } | undefined {
  const parts = exchange.path.split('/');
  for (const [index, document] of documents.entries()) {
    for (const path of Object.keys(document.paths)) {
      const pattern = path.split('/');
      const fits =
        pattern.length === parts.length &&
        pattern.every((part, n) => part.startsWith('{') || part === parts[n]);
      if (fits && document.paths[path]?.[exchange.method.toLowerCase()]) return { index, path };
    }
  }
  return undefined;
}

/** What Stripe would not accept in a request, by its OpenAPI document. */
export function requestProblems(exchange: Exchange): string[] {
  const found = operation(exchange);
  if (!found) return [`Stripe has no ${exchange.method} ${exchange.path}`];
  if (exchange.method === 'GET' || exchange.body === '') return [];
  const json = exchange.contentType.includes('json');
  const type = json ? 'application/json' : 'application/x-www-form-urlencoded';
  const at = ['paths', found.path, exchange.method.toLowerCase(), 'requestBody', 'content', type, 'schema'];
  const value = json ? JSON.parse(exchange.body) : parseForm(exchange.body);
  return problems(json ? bodies : forms, `api${found.index}#/${at.map(pointer).join('/')}`, value);
}

/** What Stripe would not answer. */
export function answerProblems(exchange: Exchange): string[] {
  const answer = JSON.parse(exchange.answer);
  if (exchange.status >= 400) return problems(bodies, 'api0#/components/schemas/error', answer);
  const items: Array<{ object: string }> = answer.object === 'list' ? answer.data : [answer];
  return items.flatMap((item) => objectProblems(item));
}

/** What is wrong with an object, by its own `object` field. */
export function objectProblems(object: { object: string }): string[] {
  if (object.object.startsWith('v2.'))
    return problems(bodies, `api1#/components/schemas/${object.object}`, object);
  return problems(objects, `objects#/$defs/${pointer(object.object)}`, object);
}

/** What is wrong with a webhook event: closed schemas, ids unexpanded. */
export function eventProblems(event: { type: string }): string[] {
  return problems(events, `events#/$defs/${pointer(`event.${event.type}`)}`, event);
}
