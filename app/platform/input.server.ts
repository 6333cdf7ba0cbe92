import type { z } from 'zod';
import { isStorable } from '~/kernel/text';
import { type FieldProblem, problem } from './http.server';

// The one place where bytes from outside become values (reliability.md F40 to F42): limited in size and depth, whole UTF-8, every
// string storable. What comes out may be given to PostgreSQL and walked without counting.

/** The largest body anything here accepts. */
export const LARGEST_BODY = 1024 * 1024;
/** Deeper JSON is refused: some code walks it by recursion. */
export const DEEPEST_JSON = 64;

/** The body as it was sent; undefined when it is larger than the limit, of which no more is kept than that. */
export async function readBytes(
  request: Request,
  limit = LARGEST_BODY,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    length += next.value.byteLength;
    if (length > limit) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}

/** UTF-8 as text; undefined when it is none. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

export type ParsedJson = { outcome: 'ok'; value: unknown } | { outcome: 'malformed'; reason: string };

/** Reads JSON from outside; the reason finishes "the body …". */
export function parseJson(bytes: Uint8Array): ParsedJson {
  const text = decodeText(bytes);
  if (text === undefined) return { outcome: 'malformed', reason: 'is not UTF-8' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { outcome: 'malformed', reason: 'is not JSON' };
  }
  const reason = whyUnsafe(value);
  return reason === undefined ? { outcome: 'ok', value } : { outcome: 'malformed', reason };
}

/** Walks without recursion, so that depth cannot overflow the stack. */
function whyUnsafe(root: unknown): string | undefined {
  const open: Array<{ value: unknown; depth: number }> = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (depth > DEEPEST_JSON) return `is nested deeper than ${DEEPEST_JSON} levels`;
    if (typeof value === 'string' && !isStorable(value)) return UNSTORABLE;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (!isStorable(key)) return UNSTORABLE;
      open.push({ value: child, depth: depth + 1 });
    }
  }
  return undefined;
}

const UNSTORABLE = 'holds a NUL character or half of a surrogate pair';

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;
const JSON_OR_TEXT = /^(application\/([\w.-]+\+)?json|text\/plain)\b/i;

/**
 * The body of an API request.
 * @param schema an empty body counts as {}
 * @param options the largest size in bytes; `text` too: what a page may send to another site without asking first
 * @throws {Response} a problem document: 413 too large, 415 not JSON by its type, 400 not JSON, 422 with what is wrong in which field
 */
export async function readJson<T extends z.ZodType>(
  request: Request,
  schema: T,
  { limit = LARGEST_BODY, text = false } = {},
): Promise<z.output<T>> {
  const bytes = await readBytes(request, limit);
  if (!bytes) throw problem({ status: 413, detail: `The body is larger than ${limit} bytes.` });
  const type = request.headers.get('content-type');
  const known = text ? JSON_OR_TEXT : JSON_TYPE;
  if (bytes.length > 0 && type !== null && !known.test(type)) {
    throw problem({ status: 415, detail: 'The body must be JSON: send Content-Type: application/json.' });
  }
  const parsed: ParsedJson = bytes.length > 0 ? parseJson(bytes) : { outcome: 'ok', value: {} };
  if (parsed.outcome === 'malformed') {
    throw problem({ status: 400, code: 'malformed_json', detail: `The body ${parsed.reason}.` });
  }
  const read = schema.safeParse(parsed.value);
  if (!read.success) throw invalid(read.error, 'body');
  return read.data;
}

/**
 * The query string of an API request; parameters the schema does not name are ignored.
 * @throws {Response} 422 with what is wrong with which parameter; a parameter given twice is one
 */
export function readQuery<T extends z.ZodType>(request: Request, schema: T): z.output<T> {
  const values = new Map<string, string>();
  const errors: FieldProblem[] = [];
  for (const [field, value] of new URL(request.url).searchParams) {
    if (values.has(field)) errors.push({ field, pointer: null, detail: 'is given more than once' });
    if (!isStorable(value) || !isStorable(field)) errors.push({ field, pointer: null, detail: UNSTORABLE });
    values.set(field, value);
  }
  if (errors.length > 0) throw unprocessable(errors);
  const read = schema.safeParse(Object.fromEntries(values));
  if (!read.success) throw invalid(read.error, 'query');
  return read.data;
}

/** 422 with the given fields. */
export function unprocessable(errors: FieldProblem[], code?: string): Response {
  const sentences = errors.map(({ field, detail }) => `${field || 'the body'} ${detail}`);
  return problem({ status: 422, detail: `${sentences.join('; ')}.`, errors, ...(code ? { code } : {}) });
}

/** 422 for one field of the body; the detail finishes "<field> …". */
export function invalidField(field: string, detail: string, code?: string): Response {
  return unprocessable([{ field, pointer: `/${field.replaceAll('.', '/')}`, detail }], code);
}

function invalid(error: z.ZodError, where: 'body' | 'query'): Response {
  return unprocessable(
    error.issues.flatMap((issue): FieldProblem[] => {
      const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
      return names.map((name) => {
        const path = [...issue.path, ...(name === undefined ? [] : [name])].map(String);
        return {
          field: path.join('.'),
          pointer: where === 'body' ? path.map((part) => `/${escapePointer(part)}`).join('') : null,
          detail: name === undefined ? issue.message : 'is not a field of this request',
        };
      });
    }),
  );
}

// RFC 6901
function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
