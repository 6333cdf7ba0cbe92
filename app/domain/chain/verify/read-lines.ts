/** The bytes of an export: whole, or in pieces cut anywhere (pieces of text not within a character). */
export type ChainInput =
  | string
  | Uint8Array
  | Iterable<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>;

/** A line as it was read. */
export interface RawLine {
  /** 1-based */
  number: number;
  /** with its line feed */
  bytes: Uint8Array;
  /** without its line feed; null: the bytes are not UTF-8 */
  text: string | null;
  /** false: the last line lacks its line feed */
  ended: boolean;
}

const LINE_FEED = 10;
const encoder = new TextEncoder();
// A byte order mark stays what it is: a character too much.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Cuts an export into lines at every line feed. */
export async function* linesOf(input: ChainInput): AsyncGenerator<RawLine> {
  let number = 0;
  let rest: Uint8Array[] = [];
  for await (const piece of piecesOf(input)) {
    const bytes = typeof piece === 'string' ? encoder.encode(piece) : piece;
    let from = 0;
    for (let to = bytes.indexOf(LINE_FEED); to !== -1; to = bytes.indexOf(LINE_FEED, from)) {
      const part = bytes.subarray(from, to + 1);
      from = to + 1;
      number += 1;
      yield lineOf(number, rest.length === 0 ? part : joined([...rest, part]), true);
      rest = [];
    }
    // copied: a reader may use its buffer again
    if (from < bytes.length) rest.push(bytes.slice(from));
  }
  if (rest.length > 0) yield lineOf(number + 1, joined(rest), false);
}

function piecesOf(input: ChainInput): Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string> {
  return typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function lineOf(number: number, bytes: Uint8Array, ended: boolean): RawLine {
  const content = ended ? bytes.subarray(0, -1) : bytes;
  try {
    return { number, bytes, text: decoder.decode(content), ended };
  } catch {
    return { number, bytes, text: null, ended };
  }
}
