import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEEPEST_JSON, LARGEST_BODY, parseJson, readJson, readQuery } from './input.server';

const bytes = (text: string) => new TextEncoder().encode(text);
const post = (body: BodyInit | null, type: string | null = 'application/json') =>
  new Request('http://portal/', {
    method: 'POST',
    body,
    headers: type === null ? {} : { 'content-type': type },
  });

/** The answer a reader throws. */
async function refusal(work: () => unknown) {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown;
    return { status: thrown.status, sent: thrown.headers.get('content-type'), ...(await thrown.json()) };
  }
  throw new Error('nothing was refused');
}

describe('JSON from outside', () => {
  it.each([
    '{}',
    '[1,2]',
    '"ü😀"',
    '{"a":{"b":[null]}}',
    `${'['.repeat(DEEPEST_JSON)}${']'.repeat(DEEPEST_JSON)}`,
  ])('%j is read', (text) => {
    expect(parseJson(bytes(text))).toEqual({ outcome: 'ok', value: JSON.parse(text) });
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', bytes(''), 'is not JSON'],
    ['a fragment', bytes('{"a":'), 'is not JSON'],
    ['a comment', bytes('{} // x'), 'is not JSON'],
    ['a raw NUL', bytes('{"a":"\0"}'), 'is not JSON'],
    ['an escaped NUL', bytes('{"a":"x\\u0000"}'), 'holds a NUL character or half of a surrogate pair'],
    ['a NUL in a name', bytes('{"a\\u0000":1}'), 'holds a NUL character or half of a surrogate pair'],
    ['a lone surrogate', bytes('["\\ud800"]'), 'holds a NUL character or half of a surrogate pair'],
    ['not UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), 'is not UTF-8'],
    ['7,000 levels', bytes(`${'['.repeat(7000)}${']'.repeat(7000)}`), 'is nested deeper than 64 levels'],
    [
      'levels of objects',
      bytes(`${'{"a":'.repeat(7000)}1${'}'.repeat(7000)}`),
      'is nested deeper than 64 levels',
    ],
    [
      'half a million levels',
      bytes(`${'['.repeat(500_000)}${']'.repeat(500_000)}`),
      'is nested deeper than 64 levels',
    ],
  ])('%s is refused', (_name, input, reason) => {
    expect(parseJson(input)).toEqual({ outcome: 'malformed', reason });
  });

  it('names no prototype', () => {
    const parsed = parseJson(bytes('{"__proto__":{"admin":true}}'));
    expect(parsed).toMatchObject({ outcome: 'ok' });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('bodies', () => {
  const schema = z.strictObject({
    name: z.string('must be a string'),
    tags: z.array(z.number('must be a number')).optional(),
  });

  it('are read by their schema; an empty one counts as {}', async () => {
    expect(await readJson(post('{"name":"x"}'), schema)).toEqual({ name: 'x' });
    expect(await readJson(post('{"name":"x"}', 'application/vnd.x+json; charset=utf-8'), schema)).toEqual({
      name: 'x',
    });
    expect(await readJson(post(bytes('{"name":"x"}'), null), schema)).toEqual({ name: 'x' });
    expect(await readJson(post(null), z.object({}))).toEqual({});
  });

  it('are refused with every field that is wrong', async () => {
    expect(await refusal(() => readJson(post('{"name":1,"tags":[1,"x"],"role":"admin"}'), schema))).toEqual({
      status: 422,
      sent: 'application/problem+json',
      type: 'about:blank',
      title: 'Unprocessable Content',
      detail: 'name must be a string; tags.1 must be a number; role is not a field of this request.',
      errors: [
        { field: 'name', pointer: '/name', detail: 'must be a string' },
        { field: 'tags.1', pointer: '/tags/1', detail: 'must be a number' },
        { field: 'role', pointer: '/role', detail: 'is not a field of this request' },
      ],
    });
  });

  it.each<[string, Request, number]>([
    ['no JSON', post('{'), 400],
    ['a form', post('name=x', 'application/x-www-form-urlencoded'), 415],
    ['too large', post(`"${'x'.repeat(LARGEST_BODY)}"`), 413],
  ])('%s', async (_name, request, status) => {
    expect(await refusal(() => readJson(request, schema))).toMatchObject({
      status,
      title: expect.any(String),
    });
  });

  it('of no announced length are cut off at the limit', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const request = new Request('http://portal/', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await refusal(() => readJson(request, schema))).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(24);
  });
});

describe('query strings', () => {
  const schema = z.object({ limit: z.coerce.number().max(200, 'must be at most 200').optional() });
  const get = (query: string) => new Request(`http://portal/?${query}`);

  it('ignore what nobody asked for', () => {
    expect(readQuery(get('limit=5&utm_source=x&__proto__=1'), schema)).toEqual({ limit: 5 });
  });

  it.each(['limit=201', 'limit=1&limit=2', 'x=%00', 'x%00=1'])('refuse %s', async (query) => {
    expect(await refusal(() => readQuery(get(query), schema))).toMatchObject({
      status: 422,
      errors: [{ pointer: null }],
    });
  });
});
