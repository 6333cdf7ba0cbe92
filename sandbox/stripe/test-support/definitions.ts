import type { Ajv, AnySchemaObject, SchemaValidateFunction, ValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { DataValidationCxt } from 'ajv/dist/types';

/** How Stripe's schemas are read: they are its own, so they are taken at their word. */
export const loose = {
  strict: false,
  allErrors: true,
  logger: false as const,
  validateFormats: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
};

/** The parts of a description that say where an id may stand. */
export interface Described {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Described[];
  items?: Described;
  properties?: Record<string, Described>;
}

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
export class Definitions {
  private readonly added = new Set<string>();

  constructor(
    private readonly ajv: Ajv | Ajv2020,
    private readonly prefix: string,
    private readonly all: Record<string, object>,
  ) {
    known.set(prefix, this);
    if (!ajv.getKeyword(LAZY)) ajv.addKeyword({ keyword: LAZY, validate: followLazily, errors: 'full' });
  }

  /** A definition as it stands in the document. */
  described(name: string): Described | undefined {
    return this.all[name];
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

/** What is wrong with a value by a compiled schema, twenty lines at most. */
export function run(ajv: Ajv | Ajv2020, key: string, name: string, value: unknown): string[] {
  const validate = ajv.getSchema(key);
  if (!validate) return [`no schema ${name}`];
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 20)
    .map((error) => `${name} ${error.instancePath} ${error.message}`);
}
