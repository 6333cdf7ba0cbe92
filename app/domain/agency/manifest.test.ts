import { describe, expect, it } from 'vitest';
import { defaultTerms, termsInForce } from '~/domain/program/terms';
import { invariant } from '~/kernel/invariant';
import { contentOf, handedOff, namedDocuments } from './handed-off';
import { changesSince, type ManifestFacts, manifestOf, manifestText, parseManifest } from './manifest';

const terms = termsInForce(defaultTerms, 'agency', 0);
invariant(terms, 'the agency terms ship with the program');
const configuration = (id: string, sha256: string, version = 1) => ({
  configurationId: id,
  name: `n-${id}`,
  version,
  sha256,
});
const facts = (more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  program: 'EmDash',
  agency: { name: 'Studio', handle: 'studio', email: 'hi@studio.example', partnerSince: '2026-01-01' },
  client: { name: 'Acme', domain: 'acme.dev', contactName: 'Cara', contactEmail: 'cara@acme.dev' },
  access: 'configure',
  configurations: [configuration('a', 'aa'), configuration('b', 'bb')],
  terms,
  currency: 'USD',
  ...more,
});
const manifest = (more: Partial<ManifestFacts> = {}) => manifestOf(facts(more));

describe('a manifest', () => {
  it('is the same text for the same content, and read as it was written', () => {
    const text = manifestText(manifest());
    expect(manifestText(manifestOf({ ...facts() }))).toBe(text);
    const read = parseManifest(text);
    expect(read.configurations).toEqual([
      { id: 'a', name: 'n-a', version: 1, sha256: 'aa' },
      { id: 'b', name: 'n-b', version: 1, sha256: 'bb' },
    ]);
    expect(read.earns).toMatchObject({
      terms: 'agency',
      version: 1,
      currency: 'USD',
      rewards: [{ key: 'tier-4', rateBps: 2000n, months: 12, capPerPartnerMonth: 500_000n }],
    });
  });

  it('that was written otherwise is none', () => {
    const { access: _, ...without } = manifest();
    expect(() => parseManifest(JSON.stringify(without))).toThrow();
    expect(() => parseManifest(JSON.stringify({ ...manifest(), more: 1 }))).toThrow();
  });

  it.each<[string, Partial<ManifestFacts>, ReturnType<typeof changesSince>]>([
    ['nothing', {}, null],
    ['the access alone', { access: 'none' }, null],
    [
      'a configuration came',
      { configurations: [...facts().configurations, configuration('c', 'cc')] },
      { added: ['n-c'], removed: [], changed: [], other: false },
    ],
    [
      'one went, one changed',
      { configurations: [configuration('b', 'bx', 2)] },
      { added: [], removed: ['n-a'], changed: ['n-b'], other: false },
    ],
    [
      'a newer version says the same',
      { configurations: [configuration('a', 'aa', 2), configuration('b', 'bb')] },
      null,
    ],
    [
      'the agency has another name',
      { agency: { ...facts().agency, name: 'Atelier' } },
      { added: [], removed: [], changed: [], other: true },
    ],
    [
      'the terms changed',
      { terms: { ...terms, version: 2 } },
      { added: [], removed: [], changed: [], other: true },
    ],
  ])('since it was sent, %s', (_, more, expected) => {
    expect(changesSince(manifest(), manifest(more))).toEqual(expected);
  });
});

describe('what the product is told', () => {
  const read = parseManifest(manifestText(manifest()));
  const stored = [
    { ...configuration('b', 'bb'), document: '{"b":2}' },
    { ...configuration('a', 'aa'), document: '{"a":1}' },
    { ...configuration('a', 'other', 2), document: '{"a":2}' },
  ];

  it('is what the manifest names, in its order', () => {
    const configurations = namedDocuments(read, stored);
    const handoff = { id: 'hof_1', acceptedAt: Date.UTC(2026, 0, 2), manifestHash: 'hash' };
    expect(handedOff({ handoff, manifest: read, version: 1, configurations })).toEqual({
      handoffId: 'hof_1',
      version: 1,
      acceptedAt: '2026-01-02T00:00:00.000Z',
      agency: { handle: 'studio', name: 'Studio' },
      client: { name: 'Acme', domain: 'acme.dev', contactName: 'Cara', contactEmail: 'cara@acme.dev' },
      access: 'configure',
      manifestHash: 'hash',
      configurations: [
        { name: 'n-a', version: 1, sha256: 'aa', document: { a: 1 } },
        { name: 'n-b', version: 1, sha256: 'bb', document: { b: 2 } },
      ],
    });
  });

  it('is nothing else: a document that is missing or differs stops it', () => {
    expect(() => namedDocuments(read, stored.slice(1))).toThrow(/b is what was sent/);
    expect(() => namedDocuments(read, [{ ...configuration('a', 'xx'), document: '{}' }])).toThrow(
      /a is what was sent/,
    );
  });

  it('differs by content, not by version', () => {
    expect(contentOf(namedDocuments(read, stored))).toBe('aa n-a\nbb n-b');
  });
});
