// The OpenAPI document as the page shows it: flat lists of fields with types in words.

/** The parts of JSON Schema that the document uses. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  example?: unknown;
  default?: unknown;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface PathOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: Array<{ name: string; in: string; required?: boolean; description?: string; schema?: Schema }>;
  requestBody?: Content;
  responses: Record<string, Content & { description: string }>;
}

/** What the page reads of an OpenAPI document. */
export interface ReadableDocument {
  info: { description?: string };
  paths?: Record<string, Record<string, PathOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Field {
  /** "milestones.paidAt" */
  name: string;
  /** "string", "list of Partner", "Money or null" */
  type: string;
  required: boolean;
  note: string;
}

export interface DocumentedOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: Field[];
  body: Field[];
  answers: Array<{ status: string; description: string; type: string }>;
}

export interface Reference {
  introduction: string;
  groups: Array<{ tag: string; operations: DocumentedOperation[] }>;
  schemas: Array<{ name: string; note: string; fields: Field[] }>;
}

/** Everything the page shows, in the document's order. */
export function readReference({ info, paths = {}, components = {} }: ReadableDocument): Reference {
  const groups = new Map<string, DocumentedOperation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? '';
      groups.set(tag, [...(groups.get(tag) ?? []), readOperation(method, path, operation)]);
    }
  }
  return {
    introduction: info.description ?? '',
    groups: [...groups].map(([tag, operations]) => ({ tag, operations })),
    schemas: Object.entries(components.schemas ?? {}).map(([name, schema]) => ({
      name,
      note: schema.description ?? '',
      fields: fieldsOf(schema),
    })),
  };
}

function readOperation(method: string, path: string, operation: PathOperation): DocumentedOperation {
  const { operationId: id, summary, description, parameters = [], requestBody, responses } = operation;
  return {
    id,
    method: method.toUpperCase(),
    path,
    summary,
    description,
    parameters: parameters.map(({ name, required = false, schema = {}, ...rest }) => ({
      name,
      type: typeOf(schema),
      required,
      note: noteOf({ ...schema, ...(rest.description ? { description: rest.description } : {}) }),
    })),
    body: fieldsOf(schemaOf(requestBody)),
    answers: Object.entries(responses).map(([status, response]) => ({
      status,
      description: response.description,
      type: Object.keys(response.content ?? {}).some((type) => type.endsWith('json'))
        ? typeOf(schemaOf(response))
        : (Object.keys(response.content ?? {})[0] ?? ''),
    })),
  };
}

function schemaOf(content: Content | undefined): Schema {
  return Object.values(content?.content ?? {})[0]?.schema ?? {};
}

/** The properties of a schema, those of objects inside it under dotted names. */
export function fieldsOf(schema: Schema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const required = schema.required?.includes(key) ?? false;
    const field = { name, type: typeOf(property), required, note: noteOf(property) };
    // Money is known by now
    return isMoney(property) ? [field] : [field, ...fieldsOf(property, `${name}.`)];
  });
}

/** A schema's type in words. */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map(typeOf))].join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const types = [schema.type ?? 'any'].flat().map((type) => {
    if (type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
    if (type === 'string' && schema.format === 'date-time') return 'instant';
    if (type === 'object' && isMoney(schema)) return 'Money';
    // A list is told by what it lists.
    const listed = type === 'object' ? schema.properties?.data : undefined;
    return listed ? `${typeOf(listed)}, with nextCursor` : type;
  });
  return types.join(' or ');
}

function isMoney({ properties = {} }: Schema): boolean {
  return Object.keys(properties).sort().join() === 'amount,currency';
}

function noteOf({ description, example, default: value }: Schema): string {
  return [
    description,
    value === undefined ? undefined : `Default: \`${String(value)}\`.`,
    example === undefined ? undefined : `Example: \`${String(example)}\`.`,
  ]
    .filter(Boolean)
    .join(' ');
}
