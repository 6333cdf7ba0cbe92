import canonicalize from 'canonicalize';
import { type Flaw, flawAt, type JsonValue, type Places, parseText } from './configuration-json';
import { isObject, type JsonObject } from './configuration-patch';

/** What a document may take in canonical form, bytes of UTF-8; the database has the same limit. */
export const DOCUMENT_LIMIT = 256 * 1024;
/** What somebody may send: indentation takes room. */
export const TEXT_LIMIT = 512 * 1024;

/** Canonical JSON (RFC 8785): same content, same bytes. */
export function canonicalText(value: JsonValue): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('only JSON has a canonical form');
  return text;
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** A stored document. @throws when it is no JSON object, which nothing stores */
export function storedObject(canonical: string): JsonObject {
  const value: JsonValue = JSON.parse(canonical);
  if (!isObject(value)) throw new Error('a stored document is an object');
  return value;
}

/** A stored document for people: two spaces a level, one value a line; as it is stored when that would be too long to be sent back. */
export function readableText(canonical: string): string {
  const text = `${JSON.stringify(JSON.parse(canonical), null, 2)}\n`;
  return bytesOf(text) > TEXT_LIMIT ? canonical : text;
}

/** The lines of a readable text, for a comparison. */
export function readableLines(canonical: string): string[] {
  return JSON.stringify(JSON.parse(canonical), null, 2).split('\n');
}

export type ReadDocument =
  | { outcome: 'ok'; value: JsonObject; canonical: string; places: Places; text: string }
  | { outcome: 'flawed'; flaws: Flaw[] };

const kib = (bytes: number) => `${bytes / 1024} KiB`;

/** A document somebody wrote or sent: an object, of a limited size, strict JSON. */
export function readDocument(sent: string): ReadDocument {
  const text = sent.replace(/^\uFEFF/, '');
  if (bytesOf(text) > TEXT_LIMIT) return flawed(text, `This is larger than ${kib(TEXT_LIMIT)}.`);
  const parsed = parseText(text);
  if (parsed.outcome === 'flawed') return parsed;
  const { value, places } = parsed;
  if (!isObject(value)) {
    const at = places.get('')?.value ?? 0;
    return {
      outcome: 'flawed',
      flaws: [flawAt(text, at, 'A configuration is an object: it begins with { and ends with }.')],
    };
  }
  const canonical = canonicalText(value);
  if (bytesOf(canonical) > DOCUMENT_LIMIT) {
    return flawed(text, `This is larger than ${kib(DOCUMENT_LIMIT)} without its spaces.`);
  }
  return { outcome: 'ok', value, canonical, places, text };
}

const flawed = (text: string, message: string): ReadDocument => ({
  outcome: 'flawed',
  flaws: [flawAt(text.slice(0, 1000), 0, message)],
});

/** Whether a document may be stored by its size. */
export function fits(canonical: string): boolean {
  return bytesOf(canonical) <= DOCUMENT_LIMIT;
}
