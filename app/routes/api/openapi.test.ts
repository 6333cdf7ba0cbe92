import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.server';
import { operations } from './operations';
import { type ReadableDocument, readReference, typeOf } from './reference';

const document = JSON.parse(JSON.stringify(openApiDocument())) as ReadableDocument & { openapi: string };
const routes = (await import('~/routes')).default;

/** Every path of the route table below /api/v1. */
function apiPaths(): string[] {
  return routes
    .flatMap((route) => ('path' in route && route.path?.startsWith('api/v1/') ? [route.path] : []))
    .map((path) => path.replace('api/v1', '').replaceAll(/:(\w+)/g, '{$1}'));
}

describe('the OpenAPI document', () => {
  it('is one of version 3.1 and holds every operation once', () => {
    expect(document.openapi).toBe('3.1.0');
    const documented = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).sort());
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  it('and the route table have the same paths', () => {
    const served = apiPaths().filter((path) => path !== '/*' && path !== '/openapi.json');
    expect([...new Set(operations.map(({ path }) => path))].sort()).toEqual(served.sort());
  });

  it('refers to nothing that is not in it', () => {
    const names = Object.keys(document.components?.schemas ?? {});
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, name] of references) expect(names).toContain(name);
  });

  it('says of everything what it needs, answers and refuses', () => {
    for (const methods of Object.values(document.paths ?? {})) {
      for (const { summary, description, responses } of Object.values(methods)) {
        expect(summary).not.toBe('');
        expect(description).toMatch(/Needs the scope `[\w:]+`/);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429']));
      }
    }
  });
});

describe('the page', () => {
  it('shows every operation and object, nothing of an unknown type', () => {
    const { groups, schemas } = readReference(document);
    expect(groups.flatMap((group) => group.operations)).toHaveLength(operations.length);
    expect(schemas.map(({ name }) => name)).toEqual(expect.arrayContaining(['Money', 'Partner', 'Problem']));
    const commission = schemas.find(({ name }) => name === 'Commission')?.fields ?? [];
    expect(commission).toContainEqual({ name: 'amount', type: 'Money', required: true, note: '' });
    expect(commission).toContainEqual({
      name: 'basis',
      type: 'Money or null',
      required: true,
      note: 'Null for a flat reward.',
    });
  });

  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'null'], format: 'date-time' }, 'instant or null'],
    [{ enum: ['a', 'b'] }, '"a" | "b"'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Link' } }, 'list of Link'],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'integer or null'],
    [{}, 'any'],
  ])('%j is %s', (schema, words) => {
    expect(typeOf(schema)).toBe(words);
  });
});
