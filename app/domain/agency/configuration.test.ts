import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedPaths, diffLines, withContext } from './configuration-diff';
import { DEEPEST, type JsonValue, parseText } from './configuration-json';
import { isExact } from './configuration-number';
import { isSayable, type JsonObject, mergePatch, patchBetween } from './configuration-patch';
import { canonicalText, DOCUMENT_LIMIT, readableText, readDocument, TEXT_LIMIT } from './configuration-text';

const RUNS = { numRuns: 500 };
// few names, so that documents share some; among them what an object of JavaScript has by itself
const name = fc.constantFrom('a', 'b', 'c/d', '~', '__proto__', 'constructor', 'toString', '');
const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.constantFrom(0.1, -0, 1e21));
const { tree: json } = fc.letrec<{ tree: JsonValue; object: JsonObject }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
}));
const object = fc.dictionary(name, json, { maxKeys: 4 });
const { tree: withNulls } = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  ),
}));

describe('JSON merge patch', () => {
  // RFC 7386, appendix A
  it.each<[JsonValue, JsonValue, JsonValue]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j patched with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('between two documents without null makes the second of the first', () => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        expect(canonicalText(mergePatch(from, patchBetween(from, to)))).toBe(canonicalText(to));
        expect(isSayable(from, to)).toBe(true);
      }),
      RUNS,
    );
  });

  it('says of any two documents whether it can', () => {
    const anyObject = fc.dictionary(name, withNulls, { maxKeys: 4 });
    fc.assert(
      fc.property(anyObject, anyObject, (from, to) => {
        const made = canonicalText(mergePatch(from, patchBetween(from, to)));
        expect(isSayable(from, to)).toBe(made === canonicalText(to));
      }),
      RUNS,
    );
    expect(isSayable({}, { a: null })).toBe(false);
    expect(isSayable({ a: null }, { a: null, b: 1 })).toBe(true);
    expect(isSayable({}, { a: [null] })).toBe(true);
  });

  it('applied twice is applied once', () => {
    fc.assert(
      fc.property(withNulls, withNulls, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(canonicalText(mergePatch(once, patch))).toBe(canonicalText(once));
      }),
      RUNS,
    );
  });

  it('is empty between equals, and touches no prototype', () => {
    fc.assert(
      fc.property(object, (one) => {
        expect(patchBetween(one, JSON.parse(JSON.stringify(one)))).toEqual({});
      }),
      RUNS,
    );
    const patched = mergePatch({}, JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(Object.keys(patched as object)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});

describe('the comparison of two texts', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}'), { maxLength: 30 });

  it('applied to the first gives the second, and taken back the first', () => {
    fc.assert(
      fc.property(lines, lines, (from, to) => {
        const diff = diffLines(from, to);
        expect(diff.filter(({ kind }) => kind !== 'gone').map(({ text }) => text)).toEqual(to);
        expect(diff.filter(({ kind }) => kind !== 'new').map(({ text }) => text)).toEqual(from);
        for (const { text, before, after } of diff) {
          if (before !== null) expect(from[before - 1]).toBe(text);
          if (after !== null) expect(to[after - 1]).toBe(text);
        }
      }),
      RUNS,
    );
  });

  it('changes as few lines as can be', () => {
    fc.assert(
      fc.property(lines, lines, (from, to) => {
        const kept = diffLines(from, to).filter(({ kind }) => kind === 'same').length;
        expect(kept).toBe(longestCommon(from, to));
      }),
      RUNS,
    );
  });

  it('of long texts that have nothing in common ends soon, and is still right', () => {
    const from = Array.from({ length: 20_000 }, (_, i) => `x${i}`);
    const to = Array.from({ length: 20_000 }, (_, i) => `y${i}`);
    const diff = diffLines(['same', ...from], ['same', ...to]);
    expect(diff.filter(({ kind }) => kind !== 'gone').map(({ text }) => text)).toEqual(['same', ...to]);
    expect(diff.filter(({ kind }) => kind !== 'new').map(({ text }) => text)).toEqual(['same', ...from]);
  });

  it('is shown with three lines around each difference', () => {
    const from = Array.from({ length: 20 }, (_, i) => String(i));
    const shown = withContext(diffLines(from, from.with(10, 'other')));
    expect(shown.map((line) => ('leftOut' in line ? line.leftOut : line.text))).toEqual([
      7,
      '7',
      '8',
      '9',
      '10',
      'other',
      '11',
      '12',
      '13',
      6,
    ]);
  });
});

/** The classical table, to be held against. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, j) => {
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('the paths where documents differ', () => {
  it('are named', () => {
    const from = { a: 1, b: { 'c/d': [1, 2] }, gone: null };
    const to = { a: '1', b: { 'c/d': [1, 3, 4] }, fresh: {} };
    expect(changedPaths(from, to)).toEqual([
      { path: '/a', kind: 'changed' },
      { path: '/b/c~1d/1', kind: 'changed' },
      { path: '/b/c~1d/2', kind: 'added' },
      { path: '/gone', kind: 'removed' },
      { path: '/fresh', kind: 'added' },
    ]);
  });

  it('are none exactly when the documents are the same', () => {
    fc.assert(
      fc.property(withNulls, withNulls, (from, to) => {
        expect(changedPaths(from, to).length === 0).toBe(canonicalText(from) === canonicalText(to));
      }),
      RUNS,
    );
  });
});

describe('reading a document', () => {
  const flawsOf = (text: string) => {
    const read = readDocument(text);
    return read.outcome === 'ok'
      ? []
      : read.flaws.map(({ line, column, message }) => `${line}:${column} ${message}`);
  };

  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(withNulls, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = parseText(text);
        if (text.includes('"__proto__"')) expect(parsed.outcome).toBe('flawed');
        else expect(parsed).toMatchObject({ outcome: 'ok' });
        if (parsed.outcome === 'ok')
          expect(canonicalText(parsed.value)).toBe(canonicalText(JSON.parse(text)));
      }),
      RUNS,
    );
  });

  it('accepts nothing that JSON.parse refuses, and refuses only what it names', () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\ \n019.-eE+',
      'true',
      'null',
      '"a"',
      '"b":',
      'u00e9',
      '\u0001',
      '{"a":',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const parsed = parseText(text);
        const isJson = succeeds(() => JSON.parse(text));
        if (parsed.outcome === 'ok') expect(isJson).toBe(true);
        else if (isJson) {
          for (const { message } of parsed.flaws)
            expect(message).toMatch(/twice|exactly|__proto__|surrogate/);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('knows where every value stands', () => {
    fc.assert(
      fc.property(withNulls, (value) => {
        const text = JSON.stringify(value, null, 2);
        const parsed = parseText(text);
        if (parsed.outcome !== 'ok') return;
        for (const [pointer, { value: at }] of parsed.places) {
          const there = pointer.split('/').slice(1).reduce(step, parsed.value);
          const alone = JSON.stringify(there);
          expect(text.slice(at).replace(/\s/g, '').startsWith(alone.replace(/\s/g, ''))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it.each<[string, string, string]>([
    ['nothing', ' \n ', '2:2 There is nothing here.'],
    ['a comma too many', '{\n  "a": 1,\n}', '2:9 Nothing follows this comma: take it away.'],
    ['a comma too few', '{\n  "a": 1\n  "b": 2\n}', '3:3 A comma or } belongs here.'],
    ['an end too early', '{"a": [1, 2', '1:12 The text ends here, too early.'],
    ['a name without quotes', '{ a: 1 }', '1:3 A name in double quotes belongs here.'],
    ['text without quotes', '{"a": yes}', '1:7 yes is no value: text stands in double quotes.'],
    ['a comment', '{} // mine', '1:4 There is more after the end.'],
    ['a number of JavaScript', '{"a": 0x10}', '1:7 This is no number of JSON.'],
    ['a leading zero', '{"a": 01}', '1:7 This is no number of JSON.'],
    ['a name given twice', '{\r\n"a": 1,\r\n"a": 2}', '3:1 The name "a" is given twice here.'],
    [
      'the prototype',
      '{"__proto__": {}}',
      '1:2 The name __proto__ cannot be used: programs take it for something else.',
    ],
    [
      'a number too long',
      '{"id": 12345678901234567890}',
      '1:8 This number cannot be kept exactly: write it as text, in double quotes.',
    ],
    ['a list', '[1]', '1:1 A configuration is an object: it begins with { and ends with }.'],
    ['half a pair', '{"a": "\\ud800"}', '1:7 This holds a NUL character or half of a surrogate pair.'],
    [
      'a line break in a text',
      '{"a": "x\n"}',
      '1:7 Here begins a value that does not end on its line: a double quote is missing, or write \\n for a line break.',
    ],
    [
      'a wrong escape',
      '{"a": "C:\\data"}',
      '1:7 Here begins a value with a \\ that means nothing: write \\\\ for a backslash.',
    ],
  ])('%s is told with its place', (_, text, flaw) => expect(flawsOf(text)).toEqual([flaw]));

  it('refuses depth and size before anything walks it', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    expect(flawsOf(nested(DEEPEST))).toEqual([]);
    expect(flawsOf(nested(DEEPEST + 1))).toEqual([expect.stringMatching(/more than 64 levels/)]);
    expect(flawsOf('['.repeat(TEXT_LIMIT))).toEqual([expect.stringMatching(/more than 64 levels/)]);
    expect(flawsOf('{"a":'.repeat(200_000))).toEqual([expect.stringMatching(/larger than 512 KiB/)]);
    const filled = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect(flawsOf(filled(DOCUMENT_LIMIT))).toEqual([]);
    expect(flawsOf(filled(DOCUMENT_LIMIT + 1))).toEqual([expect.stringMatching(/larger than 256 KiB/)]);
  });

  it('shows the line, cut around the place', () => {
    const read = readDocument(`{"a": "${'x'.repeat(300)}", b}`);
    if (read.outcome === 'ok') throw new Error('that is no JSON');
    const [flaw] = read.flaws;
    expect(flaw?.excerpt).toHaveLength(160);
    expect(flaw?.excerpt.slice(flaw.excerptAt)).toBe('b}');
  });

  it('is read again as the same bytes', () => {
    fc.assert(
      fc.property(object, (value) => {
        const canonical = canonicalText(value);
        const read = readDocument(`\uFEFF${readableText(canonical)}`);
        if (read.outcome === 'ok') expect(read.canonical).toBe(canonical);
        else expect(canonical).toMatch(/__proto__|\\u0000/);
      }),
      RUNS,
    );
  });
});

const step = (value: JsonValue, name: string): JsonValue =>
  (value as Record<string, JsonValue>)[name.replaceAll('~1', '/').replaceAll('~0', '~')] ?? null;

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

describe('numbers that are kept exactly', () => {
  it.each([
    '0',
    '-0',
    '1',
    '1.50',
    '1e3',
    '0.1',
    '9007199254740991',
    '1e21',
    '123456789012345680000',
    '5e-324',
    '0e5',
    '1E+2',
  ])('%s is', (literal) => expect(isExact(literal)).toBe(true));
  it.each([
    '9007199254740993',
    '12345678901234567890',
    '1152921504606846976',
    '1e400',
    '1e-400',
    '0.1000000000000000055',
    `1e${'9'.repeat(20)}`,
  ])('%s is not', (literal) => expect(isExact(literal)).toBe(false));
  it('each double, as JavaScript writes it, is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(isExact(JSON.stringify(value))).toBe(true);
      }),
      RUNS,
    );
  });
});
