import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject, type SchemaValidateFunction, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { DataValidationCxt } from 'ajv/dist/types';
import type { Exchange } from '../app';
import { parseForm } from '../form';

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

const loose = {
  strict: false,
  allErrors: true,
  logger: false as const,
  validateFormats: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
};

/** Instead of `$ref`, which would compile everything an object may ever hold: half of Stripe hangs together. */
const LAZY = 'lazyRef';
const known = new Map<string, Definitions>();

const followLazily: SchemaValidateFunction = (
  { of, name }: { of: string; name: string },
  data: unknown,
  _parent?: AnySchemaObject,
  context?: DataValidationCxt,
) => {
  const validate = known.get(of)?.validator(name);
  if (!validate) return false;
  const fits = validate(data, context) === true;
  followLazily.errors = validate.errors ?? [];
  return fits;
};

/** The definitions of a document, each a schema of its own that is compiled with those it refers to and no others. */
class Definitions {
  private readonly added = new Set<string>();

  constructor(
    private readonly ajv: Ajv | Ajv2020,
    private readonly prefix: string,
    private readonly all: Record<string, object>,
  ) {
    known.set(prefix, this);
    if (!ajv.getKeyword(LAZY)) ajv.addKeyword({ keyword: LAZY, validate: followLazily, errors: 'full' });
  }

  propertiesOf(name: string): Record<string, Property> | undefined {
    return (this.all[name] as { properties?: Record<string, Property> } | undefined)?.properties;
  }

  /** What is wrong with a value by a definition, twenty lines at most. */
  problems(name: string, value: unknown): string[] {
    if (!this.all[name]) return [`no schema ${name}`];
    this.add(name);
    return run(this.ajv, this.key(name), name, value);
  }

  /** A schema from elsewhere in the document with its references resolved here, each when a value first needs it. */
  rewritten(schema: object): AnySchemaObject {
    return JSON.parse(JSON.stringify(schema), (_key, inner: unknown) => {
      if (inner === null || typeof inner !== 'object' || !('$ref' in inner)) return inner;
      const name = decodeURIComponent(String(inner.$ref).split('/').at(-1) ?? '');
      return { [LAZY]: { of: this.prefix, name: name.replaceAll('~1', '/').replaceAll('~0', '~') } };
    });
  }

  /** The validator of a definition, compiled now if it was not. */
  validator(name: string): ValidateFunction | undefined {
    this.add(name);
    return this.ajv.getSchema(this.key(name));
  }

  private key(name: string): string {
    return `${this.prefix}:${encodeURIComponent(name)}`;
  }

  private add(name: string): void {
    const schema = this.all[name];
    if (this.added.has(name) || !schema) return;
    this.added.add(name);
    this.ajv.addSchema(this.rewritten(schema), this.key(name));
  }
}

function run(ajv: Ajv | Ajv2020, key: string, name: string, value: unknown): string[] {
  const validate = ajv.getSchema(key);
  if (!validate) return [`no schema ${name}`];
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 20)
    .map((error) => `${name} ${error.instancePath} ${error.message}`);
}

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

/** What Stripe would not answer. */
export function answerProblems(exchange: Exchange): string[] {
  const answer = JSON.parse(exchange.answer);
  if (exchange.status >= 400) return bodyParts()[0]?.problems('error', answer) ?? [];
  const items: Array<{ object: string }> = answer.object === 'list' ? answer.data : [answer];
  return items.flatMap((item) => objectProblems(item));
}

type Plain = Record<string, unknown>;
interface Property {
  type?: string | string[];
  items?: Property;
}

const isText = (property: Property | undefined) => [property?.type].flat().includes('string');
const isExpanded = (value: unknown): value is { id: string; object: string } =>
  value !== null && typeof value === 'object' && 'id' in value && 'object' in value;

/** An object with the ids of what was expanded in it, and what was. */
function collapsed(object: Plain, properties: Record<string, Property>) {
  const expanded: Array<{ id: string; object: string }> = [];
  const idOf = (value: unknown) => {
    if (!isExpanded(value)) return value;
    expanded.push(value);
    return value.id;
  };
  const entries = Object.entries(object).map(([name, value]) => {
    const property = properties[name];
    if (Array.isArray(value) && isText(property?.items)) return [name, value.map(idOf)];
    return [name, isText(property) ? idOf(value) : value];
  });
  return { object: Object.fromEntries(entries), expanded };
}

/**
 * What is wrong with an object, by its own `object` field. Within events the same objects are described closed and unexpanded, which is
 * stricter and compiles in a fraction of the time: where there is such a description, what was expanded is looked at by itself.
 */
export function objectProblems(object: { object: string; deleted?: boolean }): string[] {
  if (object.object.startsWith('v2.')) return bodyParts()[1]?.problems(object.object, object) ?? [];
  if (object.deleted) return objects().problems(`deleted_${object.object}`, object);
  const properties = events().propertiesOf(object.object);
  if (!properties) return objects().problems(object.object, object);
  const { object: plain, expanded } = collapsed(object as unknown as Plain, properties);
  return [...events().problems(object.object, plain), ...expanded.flatMap((one) => objectProblems(one))];
}

/** What is wrong with a webhook event: closed schemas, ids unexpanded. */
export function eventProblems(event: { type: string }): string[] {
  return events().problems(`event.${event.type}`, event);
}
