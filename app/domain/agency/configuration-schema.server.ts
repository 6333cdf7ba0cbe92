import vm from 'node:vm';
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { byKeys } from '~/kernel/order';
import { type Flaw, flawAt, type JsonValue, MOST_FLAWS, pointerStep } from './configuration-json';
import { type ReadDocument, readableText, readDocument } from './configuration-text';

/** What a schema may take, characters. */
const LARGEST_SCHEMA = 64 * 1024;
// A pattern of a schema can take for ever on a text made for it; whoever wrote both is told.
const LONGEST_CHECK_MS = 1_000;
const KEPT = 50;

/** Somewhere in a document something is not as its schema wants it. */
interface Mismatch {
  /** JSON Pointer of the value; of the name itself when `isName` */
  pointer: string;
  isName: boolean;
  message: string;
}

type Compiled = { outcome: 'ok'; validate: ValidateFunction } | { outcome: 'flawed'; mismatches: Mismatch[] };
type Drawn = { outcome: 'ok'; schema: string | null } | { outcome: 'flawed'; flaws: Flaw[] };

// Terminates code of ours and of the engine alike, patterns included (node:vm, option timeout).
const box = vm.createContext({ run: () => {} });
const script = new vm.Script('run()');

/** Runs `work` for a second at most. @returns null when it took longer or went too deep */
function inTime<T>(work: () => T): T | null {
  let result: T | null = null;
  box.run = () => {
    result = work();
  };
  try {
    script.runInContext(box, { timeout: LONGEST_CHECK_MS });
    return result;
  } catch (error) {
    if (error instanceof RangeError || (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return null;
    throw error;
  }
}

const TOO_SLOW: Mismatch = {
  pointer: '',
  isName: false,
  message: 'This cannot be checked within a second: simplify the patterns and references of the schema.',
};

const OPTIONS = {
  strict: false,
  allErrors: true,
  logger: false,
  // `format` is a note (JSON Schema 2020-12, validation, section 7.2.1); what must hold is said by `pattern`
  validateFormats: false,
  ownProperties: true,
} as const;

// The schemas of schemas take long to compile and are nobody's but the standard's: once for all, without a limit.
const draft2020 = { Draft: Ajv2020, ofSchemas: new Ajv2020(OPTIONS) };
const draft07 = { Draft: Ajv, ofSchemas: new Ajv(OPTIONS) };
const drafts = new Map<unknown, typeof draft2020 | typeof draft07>([
  [undefined, draft2020],
  ['https://json-schema.org/draft/2020-12/schema', draft2020],
  ['http://json-schema.org/draft-07/schema#', draft07],
  ['http://json-schema.org/draft-07/schema', draft07],
]);

function compile(schema: AnySchemaObject): Compiled {
  const draft = drafts.get(schema.$schema);
  if (!draft) {
    return flawed(
      '/$schema',
      'This draft is not known here: use 2020-12 (or leave $schema away) or draft-07.',
    );
  }
  const { Draft, ofSchemas } = draft;
  if (!ofSchemas.validateSchema(schema))
    return { outcome: 'flawed', mismatches: mismatchesOf(ofSchemas.errors) };
  const compiled = inTime((): Compiled => {
    try {
      // an instance of its own: what one agency's schema is called is no other's to refer to
      return {
        outcome: 'ok',
        validate: new Draft({ ...OPTIONS, meta: false, validateSchema: false }).compile(schema),
      };
    } catch (error) {
      if (!(error instanceof Error) || error instanceof RangeError) throw error;
      return flawed('', `The schema cannot be used: ${error.message.slice(0, 300)}.`);
    }
  });
  return compiled ?? { outcome: 'flawed', mismatches: [TOO_SLOW] };
}

const flawed = (pointer: string, message: string): Compiled => ({
  outcome: 'flawed',
  mismatches: [{ pointer, isName: false, message }],
});

function mismatchesOf(errors: readonly ErrorObject[] | null | undefined): Mismatch[] {
  const all = errors ?? [];
  // that none of several shapes fits is said by what speaks against each
  const told = all.filter((error) => !isSummary(error));
  return (told.length > 0 ? told : all).slice(0, MOST_FLAWS).map((error) => {
    const extra: unknown = error.params.additionalProperty ?? error.params.unevaluatedProperty;
    const pointer = error.instancePath + (typeof extra === 'string' ? pointerStep(extra) : '');
    return { pointer, isName: typeof extra === 'string', message: wordsOf(error, pointer, extra) };
  });
}

const isSummary = ({ keyword }: ErrorObject) => ['anyOf', 'oneOf', 'if'].includes(keyword);

function wordsOf(error: ErrorObject, pointer: string, extra: unknown): string {
  const what = pointer || 'The document';
  if (typeof extra === 'string') return `${what} is not in the schema.`;
  const allowed: unknown = error.params.allowedValues ?? error.params.allowedValue;
  const among = allowed === undefined ? '' : `: ${JSON.stringify(allowed).slice(0, 200)}`;
  return `${what} ${error.message ?? `breaks ${error.keyword}`}${among}.`;
}

const kept = new Map<string, Compiled>();

function compiledOf(schema: string): Compiled {
  const known = kept.get(schema);
  const compiled = known ?? compile(JSON.parse(schema));
  // a machine that was busy says nothing about the schema
  if (compiled.outcome === 'flawed' && compiled.mismatches.includes(TOO_SLOW)) return compiled;
  // the latest used at the end
  kept.delete(schema);
  kept.set(schema, compiled);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return compiled;
}

function placed(read: ReadDocument & { outcome: 'ok' }, mismatches: readonly Mismatch[]): Flaw[] {
  return mismatches
    .map(({ pointer, isName, message }) => {
      const place = read.places.get(pointer);
      return { at: (isName ? place?.name : null) ?? place?.value ?? 0, message };
    })
    .sort(byKeys(({ at }) => at))
    .map(({ at, message }) => flawAt(read.text, at, message));
}

/**
 * A schema somebody wrote: JSON Schema 2020-12 or draft-07, nothing fetched from elsewhere.
 * @returns its canonical text; null for an empty one: everything is allowed
 */
export function readSchema(text: string): Drawn {
  if (text.trim() === '') return { outcome: 'ok', schema: null };
  const read = readDocument(text);
  if (read.outcome === 'flawed') return read;
  if (read.canonical.length > LARGEST_SCHEMA) {
    return {
      outcome: 'flawed',
      flaws: [flawAt(read.text, 0, `A schema has at most ${LARGEST_SCHEMA / 1024} KiB.`)],
    };
  }
  const compiled = compiledOf(read.canonical);
  if (compiled.outcome === 'flawed') return { outcome: 'flawed', flaws: placed(read, compiled.mismatches) };
  return { outcome: 'ok', schema: read.canonical };
}

/** What in a document is not as the schema wants it, each at the line of the value it is about; [] when all is well. */
export function schemaFlaws(schema: string | null, read: ReadDocument & { outcome: 'ok' }): Flaw[] {
  return schema === null ? [] : placed(read, mismatches(schema, read.value));
}

function mismatches(schema: string, value: JsonValue): Mismatch[] {
  const compiled = compiledOf(schema);
  if (compiled.outcome === 'flawed') return compiled.mismatches;
  const { validate } = compiled;
  const found = inTime(() => (validate(value) ? [] : mismatchesOf(validate.errors)));
  return found ?? [TOO_SLOW];
}

/** schemaFlaws of a document that is stored or was put together: the lines are those of its readable text. */
export function schemaFlawsOfStored(schema: string | null, canonical: string): Flaw[] {
  if (schema === null) return [];
  const read = readDocument(readableText(canonical));
  return read.outcome === 'ok' ? schemaFlaws(schema, read) : read.flaws;
}
