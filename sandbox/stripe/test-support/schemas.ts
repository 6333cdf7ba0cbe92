import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Exchange } from '../app';
import { parseForm } from '../form';
import { Definitions, type Described, loose, run } from './definitions';

// Stripe's own schemas of the pinned API version: an answer Stripe would not give is a bug of the sandbox (integrations.md section 2).

interface OpenApi {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: Array<{ in: string; name: string; required?: boolean; schema: object }>;
        requestBody?: { content: Record<string, { schema: object }> };
      }
    >
  >;
  components: { schemas: Record<string, object> };
}

/** Read and compiled when first needed: a megabyte each, of which a test needs a part. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../schemas/stripe-2026-10-28.endive.${name}.json`, import.meta.url), 'utf8'),
  );

const documents = lazily((): OpenApi[] => [read('trimmed.openapi'), read('v2-accounts.openapi')]);
const forms = lazily(() => new Ajv({ ...loose, coerceTypes: 'array' }));
const bodies = lazily(() => new Ajv(loose));
const formParts = lazily(() =>
  documents().map(({ components }, index) => new Definitions(forms(), `form${index}`, components.schemas)),
);
const bodyParts = lazily(() =>
  documents().map(({ components }, index) => new Definitions(bodies(), `body${index}`, components.schemas)),
);
const events = lazily(
  () => new Definitions(new Ajv2020(loose), 'event', read('webhook-events.schema').$defs),
);
const objects = lazily(() => new Definitions(new Ajv2020(loose), 'object', read('objects.schema').$defs));

/** Which operation of Stripe's document an exchange is: its document's number and its path pattern. */
function operation(exchange: Exchange): { index: number; path: string } | undefined {
  const parts = exchange.path.split('/');
  for (const [index, document] of documents().entries()) {
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

/** A schema of a request, compiled once under a name. */
function problemsOfRequest(
  ajv: Ajv,
  parts: Definitions,
  key: string,
  schema: object,
  value: unknown,
): string[] {
  if (!ajv.getSchema(key)) ajv.addSchema(parts.rewritten(schema), key);
  return run(ajv, key, key, value);
}

/** What Stripe would not accept in a request, by its OpenAPI document. */
export function requestProblems(exchange: Exchange): string[] {
  const found = operation(exchange);
  if (!found) return [`Stripe has no ${exchange.method} ${exchange.path}`];
  const { index, path } = found;
  const asked = documents()[index]?.paths[path]?.[exchange.method.toLowerCase()];
  const [bodyPart, formPart] = [bodyParts()[index], formParts()[index]];
  if (!asked || !bodyPart || !formPart) return [];
  const key = `${exchange.method} ${path}`;
  if (exchange.method === 'GET') {
    const inQuery = (asked.parameters ?? []).filter((one) => one.in === 'query');
    const schema = {
      type: 'object',
      properties: Object.fromEntries(inQuery.map((one) => [one.name, one.schema])),
      required: inQuery.filter((one) => one.required).map((one) => one.name),
      additionalProperties: false,
    };
    return problemsOfRequest(forms(), formPart, key, schema, parseForm(exchange.query));
  }
  if (exchange.body === '') return [];
  const isJson = exchange.contentType.includes('json');
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  const schema = asked.requestBody?.content[type]?.schema;
  if (!schema) return [`${key} takes no ${type}`];
  return isJson
    ? problemsOfRequest(bodies(), bodyPart, key, schema, JSON.parse(exchange.body))
    : problemsOfRequest(forms(), formPart, key, schema, parseForm(exchange.body));
}

/** What Stripe would not answer; nothing is wrong with what was never said. */
export function answerProblems(exchange: Exchange): string[] {
  if (exchange.cut) return [];
  const answer = JSON.parse(exchange.answer);
  if (exchange.status >= 400) return bodyParts()[0]?.problems('error', answer) ?? [];
  const items: Array<{ object: string }> = answer.object === 'list' ? answer.data : [answer];
  return items.flatMap((item) => objectProblems(item));
}

type Expanded = { id: string; object: string };

const isPlain = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isExpanded = (value: unknown): value is Expanded =>
  isPlain(value) && typeof value.id === 'string' && typeof value.object === 'string';

/** The description a value is meant by: references followed, of several the one of its kind. */
function meant(described: Described | undefined, value: unknown): Described | undefined {
  if (described?.$ref) return events().described(described.$ref.replace('#/$defs/', ''));
  if (!described?.anyOf) return described;
  const options = described.anyOf.map((one) => meant(one, value)).filter((one) => one?.properties);
  const kind = isPlain(value) ? value.object : undefined;
  return options.find((one) => one?.properties?.object?.enum?.includes(kind)) ?? options[0];
}

/** A value with the ids of what was expanded in it, which is put aside: where only an id may stand, an object was asked for. */
function collapsed(value: unknown, described: Described | undefined, aside: Expanded[]): unknown {
  const here = meant(described, value);
  if (Array.isArray(value)) return value.map((one) => collapsed(one, here?.items, aside));
  if (!isPlain(value)) return value;
  if (isExpanded(value) && [here?.type].flat().includes('string')) {
    aside.push(value);
    return value.id;
  }
  const { properties } = here ?? {};
  if (!properties) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, collapsed(inner, properties[name], aside)]),
  );
}

/**
 * What is wrong with an object, by its own `object` field. Within events the same objects are described closed and unexpanded, which is
 * stricter and compiles in a fraction of the time: where there is such a description, what was expanded is looked at by itself.
 */
export function objectProblems(object: { object: string; deleted?: boolean }): string[] {
  if (typeof object.object !== 'string') return ['an answer says what object it is'];
  if (object.object.startsWith('v2.')) return bodyParts()[1]?.problems(object.object, object) ?? [];
  if (object.deleted) return objects().problems(`deleted_${object.object}`, object);
  const described = events().described(object.object);
  if (!described) return objects().problems(object.object, object);
  const aside: Expanded[] = [];
  const plain = collapsed(object, described, aside);
  return [...events().problems(object.object, plain), ...aside.flatMap((one) => objectProblems(one))];
}

/** What is wrong with a webhook event: closed schemas, ids unexpanded. */
export function eventProblems(event: { type: string }): string[] {
  return events().problems(`event.${event.type}`, event);
}
