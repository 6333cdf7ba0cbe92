import type { ErrorObject } from 'ajv';
import { byKeys } from '~/kernel/order';
import { type Asked, askSchema } from './configuration-checker.server';
import { type Flaw, flawAt, pointerStep } from './configuration-json';
import { type ReadDocument, readableText, readDocument } from './configuration-text';

/** What a schema may take, characters. */
const LARGEST_SCHEMA = 64 * 1024;

/** Somewhere in a document something is not as its schema wants it. */
interface Mismatch {
  /** JSON Pointer of the value; of the name itself when `isName` */
  pointer: string;
  isName: boolean;
  message: string;
}

type Drawn = { outcome: 'ok'; schema: string | null } | { outcome: 'flawed'; flaws: Flaw[] };

const drafts = new Map<unknown, Asked['draft']>([
  [undefined, 'draft2020'],
  ['https://json-schema.org/draft/2020-12/schema', 'draft2020'],
  ['http://json-schema.org/draft-07/schema#', 'draft07'],
  ['http://json-schema.org/draft-07/schema', 'draft07'],
]);

const UNKNOWN_DRAFT = 'This draft is not known here: use 2020-12 (or leave $schema away) or draft-07.';
const TOO_SLOW =
  'This cannot be checked within a second: simplify the patterns and references of the schema.';

const at = (pointer: string, message: string): Mismatch => ({ pointer, isName: false, message });

function mismatchesOf(errors: readonly ErrorObject[]): Mismatch[] {
  return errors.map((error) => {
    const extra: unknown = error.params.additionalProperty ?? error.params.unevaluatedProperty;
    const pointer = error.instancePath + (typeof extra === 'string' ? pointerStep(extra) : '');
    return { pointer, isName: typeof extra === 'string', message: wordsOf(error, pointer, extra) };
  });
}

function wordsOf(error: ErrorObject, pointer: string, extra: unknown): string {
  const what = pointer || 'The document';
  if (typeof extra === 'string') return `${what} is not in the schema.`;
  const allowed: unknown = error.params.allowedValues ?? error.params.allowedValue;
  const among = allowed === undefined ? '' : `: ${JSON.stringify(allowed).slice(0, 200)}`;
  return `${what} ${error.message ?? `breaks ${error.keyword}`}${among}.`;
}

function placed(read: ReadDocument & { outcome: 'ok' }, mismatches: readonly Mismatch[]): Flaw[] {
  return mismatches
    .map(({ pointer, isName, message }) => {
      const place = read.places.get(pointer);
      return { offset: (isName ? place?.name : null) ?? place?.value ?? 0, message };
    })
    .sort(byKeys(({ offset }) => offset))
    .map(({ offset, message }) => flawAt(read.text, offset, message));
}

/**
 * A schema somebody wrote: JSON Schema 2020-12 or draft-07, nothing fetched from elsewhere.
 * @returns its canonical text; null for an empty one: everything is allowed
 */
export async function readSchema(text: string): Promise<Drawn> {
  if (text.trim() === '') return { outcome: 'ok', schema: null };
  const read = readDocument(text);
  if (read.outcome === 'flawed') return read;
  if (read.canonical.length > LARGEST_SCHEMA) {
    const message = `A schema has at most ${LARGEST_SCHEMA / 1024} KiB.`;
    return { outcome: 'flawed', flaws: [flawAt(read.text, 0, message)] };
  }
  const wrong = await wrongWithSchema(read.canonical, read.value.$schema);
  return wrong.length === 0
    ? { outcome: 'ok', schema: read.canonical }
    : { outcome: 'flawed', flaws: placed(read, wrong) };
}

async function wrongWithSchema(schema: string, name: unknown): Promise<Mismatch[]> {
  const draft = drafts.get(name);
  if (!draft) return [at('/$schema', UNKNOWN_DRAFT)];
  const said = await askSchema({ draft, schema });
  if (said === null) return [at('', TOO_SLOW)];
  if (said.outcome === 'no_schema') return mismatchesOf(said.errors);
  return said.outcome === 'unusable' ? [unusable(said.message)] : [];
}

const unusable = (message: string) => at('', `The schema cannot be used: ${message.slice(0, 300)}.`);

/** What in a document is not as the schema wants it, each at the line of the value it is about; [] when all is well. */
export async function schemaFlaws(
  schema: string | null,
  read: ReadDocument & { outcome: 'ok' },
): Promise<Flaw[]> {
  if (schema === null) return [];
  const draft = drafts.get(JSON.parse(schema).$schema) ?? 'draft2020';
  const said = await askSchema({ draft, schema, document: read.value });
  if (said === null) return placed(read, [at('', TOO_SLOW)]);
  switch (said.outcome) {
    case 'satisfied':
      return [];
    case 'unsatisfied':
      return placed(read, mismatchesOf(said.errors));
    case 'no_schema':
      return placed(read, [unusable('it is no schema')]);
    case 'unusable':
      return placed(read, [unusable(said.message)]);
  }
}

/** schemaFlaws of a document that is stored or was put together: the lines are those of its readable text. */
export async function schemaFlawsOfStored(schema: string | null, canonical: string): Promise<Flaw[]> {
  if (schema === null) return [];
  const read = readDocument(readableText(canonical));
  return read.outcome === 'ok' ? schemaFlaws(schema, read) : read.flaws;
}
