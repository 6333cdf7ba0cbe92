import { isStorable } from '~/kernel/text';
import { isExact } from './configuration-number';

/** What JSON can say. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };

/** Something wrong in a text, and where: line and column count from 1, columns in UTF-16 code units. */
export interface Flaw {
  message: string;
  line: number;
  column: number;
  /** the line itself, cut to what can be read, and where in it the flaw begins (from 0) */
  excerpt: string;
  excerptAt: number;
}

/** Deeper JSON is refused, as everywhere (platform/input.server.ts). */
export const DEEPEST = 64;
/** More is not told at once. */
export const MOST_FLAWS = 20;
const EXCERPT = 160;

/** Where each value of a text begins, and its name, by JSON Pointer (RFC 6901); '' is the whole. */
export type Places = Map<string, { value: number; name: number | null }>;

export type ParsedText =
  | { outcome: 'ok'; value: JsonValue; places: Places }
  | { outcome: 'flawed'; flaws: Flaw[] };

/** One step of a JSON Pointer. */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A flaw at an offset of a text. */
export function flawAt(text: string, offset: number, message: string): Flaw {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const line = text.slice(begin, next === -1 ? text.length : next).replace(/\r$/, '');
  const column = offset - begin;
  const from = Math.max(0, Math.min(column - EXCERPT / 2, line.length - EXCERPT));
  return {
    message,
    line: 1 + (text.slice(0, begin).match(/\n/g)?.length ?? 0),
    column: column + 1,
    excerpt: line.slice(from, from + EXCERPT),
    excerptAt: column - from,
  };
}

/**
 * Reads JSON (RFC 8259) strictly and remembers where everything stands. Refused beyond the grammar, because programs differ in what they make
 * of it: a name given twice, `__proto__`, a number that a double does not hold exactly, NUL and half surrogate pairs, more than 64 levels.
 */
export function parseText(text: string): ParsedText {
  const reader = new Reader(text);
  try {
    const value = reader.whole();
    return reader.flaws.length === 0
      ? { outcome: 'ok', value, places: reader.places }
      : { outcome: 'flawed', flaws: reader.flaws };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return {
      outcome: 'flawed',
      flaws: [...reader.flaws, flawAt(text, error.offset, error.message)].slice(-MOST_FLAWS),
    };
  }
}

class Unreadable extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a string may hold none of them unescaped
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const WORDS = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Reader {
  readonly places: Places = new Map();
  readonly flaws: Flaw[] = [];
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): JsonValue {
    this.skipSpace();
    if (this.at === this.text.length) throw new Unreadable(this.at, 'There is nothing here.');
    const value = this.value('', 0, null);
    this.skipSpace();
    if (this.at < this.text.length) throw new Unreadable(this.at, 'There is more after the end.');
    return value;
  }

  private value(pointer: string, depth: number, name: number | null): JsonValue {
    this.places.set(pointer, { value: this.at, name });
    const first = this.text[this.at];
    if (first === '{' || first === '[') {
      if (depth === DEEPEST) throw new Unreadable(this.at, `This is more than ${DEEPEST} levels deep.`);
      return first === '{' ? this.object(pointer, depth) : this.array(pointer, depth);
    }
    if (first === '"') return this.string('a value');
    return this.number() ?? this.word();
  }

  private object(pointer: string, depth: number): JsonValue {
    const entries = new Map<string, JsonValue>();
    this.list('}', () => {
      const at = this.at;
      if (this.text[at] !== '"')
        throw new Unreadable(at, this.isOver() ?? 'A name in double quotes belongs here.');
      const name = this.string('a name');
      if (name === '__proto__')
        this.flaw(at, 'The name __proto__ cannot be used: programs take it for something else.');
      if (entries.has(name)) this.flaw(at, `The name ${JSON.stringify(name)} is given twice here.`);
      this.skipSpace();
      if (this.text[this.at] !== ':')
        throw new Unreadable(this.at, this.isOver() ?? 'A colon belongs after the name.');
      this.at += 1;
      this.skipSpace();
      entries.set(name, this.value(pointer + pointerStep(name), depth + 1, at));
    });
    return Object.fromEntries(entries);
  }

  private array(pointer: string, depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.list(']', () => items.push(this.value(pointer + pointerStep(items.length), depth + 1, null)));
    return items;
  }

  private list(end: '}' | ']', item: () => void): void {
    this.at += 1;
    this.skipSpace();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      item();
      this.skipSpace();
      const next = this.text[this.at];
      if (next === end) break;
      if (next !== ',') throw new Unreadable(this.at, this.isOver() ?? `A comma or ${end} belongs here.`);
      const comma = this.at;
      this.at += 1;
      this.skipSpace();
      if (this.text[this.at] === end)
        throw new Unreadable(comma, `Nothing follows this comma: take it away.`);
    }
    this.at += 1;
  }

  private string(what: string): string {
    const at = this.at;
    const raw = this.match(STRING);
    if (raw === null) throw new Unreadable(at, this.whyNoString(what));
    const text: string = JSON.parse(raw);
    if (!isStorable(text)) this.flaw(at, 'This holds a NUL character or half of a surrogate pair.');
    return text;
  }

  private whyNoString(what: string): string {
    const line = this.text.slice(this.at, this.text.indexOf('\n', this.at) + 1 || undefined);
    if (/\\(?!["\\/bfnrt]|u[\da-fA-F]{4})/.test(line.replaceAll('\\\\', ''))) {
      return `Here begins ${what} with a \\ that means nothing: write \\\\ for a backslash.`;
    }
    return `Here begins ${what} that does not end on its line: a double quote is missing, or write \\n for a line break.`;
  }

  private number(): number | null {
    const at = this.at;
    const raw = this.match(NUMBER);
    if (raw === null) return null;
    if (/[\w.+-]/.test(this.text[this.at] ?? '')) throw new Unreadable(at, 'This is no number of JSON.');
    if (!isExact(raw)) {
      this.flaw(at, 'This number cannot be kept exactly: write it as text, in double quotes.');
    }
    return Number(raw);
  }

  private word(): JsonValue {
    const [word = ''] = /^[\w$]*/.exec(this.text.slice(this.at, this.at + 40)) ?? [];
    const value = WORDS.get(word);
    if (value === undefined) {
      const why =
        word === '' ? 'A value belongs here.' : `${word} is no value: text stands in double quotes.`;
      throw new Unreadable(this.at, this.isOver() ?? why);
    }
    this.at += word.length;
    return value;
  }

  private isOver(): string | null {
    return this.at >= this.text.length ? 'The text ends here, too early.' : null;
  }

  private flaw(at: number, message: string): void {
    if (this.flaws.length < MOST_FLAWS) this.flaws.push(flawAt(this.text, at, message));
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [null];
    if (found !== null) this.at += found.length;
    return found;
  }
}
