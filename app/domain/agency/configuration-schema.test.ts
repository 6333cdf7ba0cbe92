import { describe, expect, it } from 'vitest';
import { readSchema, schemaFlaws, schemaFlawsOfStored } from './configuration-schema.server';
import { readDocument } from './configuration-text';

const schema = JSON.stringify({
  type: 'object',
  required: ['locale', 'limits'],
  additionalProperties: false,
  properties: {
    locale: { enum: ['en', 'de'] },
    limits: { type: 'object', properties: { seats: { type: 'integer', minimum: 1 } }, required: ['seats'] },
    tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' } },
  },
});

const flawsOf = async (text: string, by: string | null = schema) => {
  const read = readDocument(text);
  if (read.outcome === 'flawed') throw new Error('the test means JSON');
  return (await schemaFlaws(by, read)).map(({ line, column, message }) => `${line}:${column} ${message}`);
};

describe('a document against its schema', () => {
  it('is told at the line of the value', async () => {
    const text = `{
  "locale": "fr",
  "limits": {
    "seats": 0
  },
  "tags": ["ok",
    "Not"],
  "extra": 1
}`;
    expect(await flawsOf(text)).toEqual([
      '2:13 /locale must be equal to one of the allowed values: ["en","de"].',
      '4:14 /limits/seats must be >= 1.',
      '7:5 /tags/1 must match pattern "^[a-z]+$".',
      '8:3 /extra is not in the schema.',
    ]);
  });

  it('is told at the object that lacks something', async () => {
    expect(await flawsOf('{\n "locale": "en",\n "limits": {}\n}')).toEqual([
      "3:12 /limits must have required property 'seats'.",
    ]);
    expect(await flawsOf('\n{}')).toEqual([
      "2:1 The document must have required property 'locale'.",
      "2:1 The document must have required property 'limits'.",
    ]);
  });

  it('is right when all is well, and when there is no schema', async () => {
    expect(await flawsOf('{"locale": "en", "limits": {"seats": 3}}')).toEqual([]);
    expect(await flawsOf('{"anything": [1]}', null)).toEqual([]);
  });

  it('what an object has by itself counts as absent', async () => {
    expect(await flawsOf('{}', JSON.stringify({ required: ['constructor'] }))).toHaveLength(1);
  });

  it('as it is stored has the lines of its readable text', async () => {
    const [flaw] = await schemaFlawsOfStored(schema, '{"limits":{"seats":1.5},"locale":"en"}');
    expect(flaw).toMatchObject({ line: 3, message: '/limits/seats must be integer.' });
  });

  it('a pattern that takes for ever ends, and the next check is right again', async () => {
    const slow = JSON.stringify({ properties: { a: { pattern: '^(a+)+$' } } });
    const before = performance.now();
    expect(await flawsOf(`{"a": "${'a'.repeat(40)}!"}`, slow)).toEqual([
      expect.stringMatching(/within a second/),
    ]);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(await flawsOf('{"a": "aaa"}', slow)).toEqual([]);
  });

  it('of one shape within itself is checked all the way down', async () => {
    const nested = JSON.stringify({ properties: { child: { $ref: '#' }, name: { type: 'string' } } });
    expect(await flawsOf('{"child": {"child": {"name": 1}}}', nested)).toEqual([
      '1:30 /child/child/name must be string.',
    ]);
  });

  it('leaves the process free meanwhile', async () => {
    const slow = JSON.stringify({ properties: { a: { pattern: '^(b+)+$' } } });
    let beats = 0;
    const timer = setInterval(() => {
      beats += 1;
    }, 10);
    await flawsOf(`{"a": "${'b'.repeat(40)}!"}`, slow);
    clearInterval(timer);
    expect(beats).toBeGreaterThan(20);
  });

  it('a list of unique items that would take for ever ends', async () => {
    const items = Array.from({ length: 20_000 }, (_, n) => ({ n }));
    const unique = JSON.stringify({ properties: { a: { uniqueItems: true } } });
    const read = readDocument(JSON.stringify({ a: items }));
    if (read.outcome === 'flawed') throw new Error('the test means JSON');
    expect((await schemaFlaws(unique, read)).length).toBeLessThanOrEqual(1);
    expect(await flawsOf('{"a": [1, 1]}', unique)).toHaveLength(1);
  });

  it('a schema that refers to itself for ever is told', async () => {
    expect(await flawsOf('{}', JSON.stringify({ allOf: [{ $ref: '#' }] }))).toEqual([
      expect.stringMatching(/call stack/),
    ]);
  });
});

describe('a schema', () => {
  const told = async (text: string) => {
    const read = await readSchema(text);
    return read.outcome === 'ok' ? read.schema : read.flaws.map(({ line, message }) => `${line} ${message}`);
  };

  it('is kept in canonical form; an empty one is none', async () => {
    expect(await told('{ "type":\n "object", "$comment": "x" }')).toBe('{"$comment":"x","type":"object"}');
    expect(await told(' \n')).toBeNull();
  });

  it.each<[string, string, RegExp]>([
    ['a wrong type', '{\n "type": "objekt"\n}', /^2 \/type must be/],
    ['a wrong place', '{\n "properties": {\n  "a": 3\n }\n}', /^3 \/properties\/a must be object,boolean/],
    ['something from elsewhere', '{"$ref": "https://example.com/schema"}', /can't resolve reference/],
    ['a broken pattern', '{"properties": {"a": {"pattern": "("}}}', /Invalid regular expression/],
    ['a draft of long ago', '{\n\n"$schema": "http://json-schema.org/draft-04/schema#"}', /^3 This draft/],
    ['no JSON', '{"type": }', /^1 A value belongs here/],
  ])('with %s is refused with the line', async (_, text, message) => {
    expect(await told(text)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  it('of draft-07 is read as such', async () => {
    const draft7 =
      '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"items": [{"type": "string"}]}}}';
    expect(await told(draft7)).toEqual(expect.any(String));
    expect(await flawsOf('{"a": [1]}', (await told(draft7)) as string)).toEqual(['1:8 /a/0 must be string.']);
  });
});
