import { describe, expect, it } from 'vitest';
import type { ExportLine } from '~/domain/chain/export';
import type { SignedHead } from '~/domain/chain/head';
import { endOf, forged, linesOf, otherKey, signedHead, testKey, textOf } from '~/test-support/chain-export';
import { chainOfProgram } from '~/test-support/chain-of-program';
import { loadVectors } from '~/test-support/vector';
import { parseAnchors, parseKeys } from './given-files';
import { verifyChain } from './verify-chain';
import type { VerifyOptions } from './write-report';

const vector = loadVectors().find((one) => one.name.startsWith('03'));
if (!vector) throw new Error('no vector 03');
const whole = chainOfProgram(vector, 'ada', { payout: true });

async function messagesOf(text: string, options: VerifyOptions = {}): Promise<string[]> {
  const { findings } = await verifyChain(text, options);
  return findings.map(({ stage, message }) => `${stage}: ${message}`);
}

/** The export with lines changed, and nothing made anew but the end, or not even that. */
function edited(edit: (lines: ExportLine[]) => ExportLine[], { signed = false } = {}): string {
  const lines = edit(structuredClone(linesOf(whole)));
  if (!signed) return textOf(lines);
  const before = textOf(lines.filter((line) => line.line !== 'end'));
  const end = lines.find((line) => line.line === 'end');
  const balance = end?.line === 'end' ? end.balance : null;
  return before + textOf([endOf(before, { lines: before.split('\n').length - 1, balance })]);
}

function onLines<Kind extends ExportLine['line']>(
  kind: Kind,
  edit: (line: Extract<ExportLine, { line: Kind }>) => void,
  nth = 0,
) {
  return (lines: ExportLine[]) => {
    const found = lines.filter((line): line is Extract<ExportLine, { line: Kind }> => line.line === kind)[
      nth
    ];
    if (found) edit(found);
    return lines;
  };
}

describe('damage to the file', () => {
  it('what is no text, no JSON, no line, not canonical', async () => {
    const bytes = new TextEncoder().encode(whole);
    bytes[5] = 0xff;
    expect((await verifyChain(bytes)).findings[0]?.message).toMatch(
      /^line 1, after the beginning, is not text/,
    );
    expect(await messagesOf(whole.replace('{', '['))).toContainEqual(expect.stringContaining('is not JSON'));
    expect(await messagesOf(whole.replace('"line":"key"', '"line":"kez"'))).toContainEqual(
      expect.stringContaining('line 2, after the beginning, is not a line of a chain'),
    );
    expect(await messagesOf(whole.replace('"line":"key"', '"line": "key"'))).toContainEqual(
      expect.stringContaining('is not written as canonical JSON'),
    );
    expect(await messagesOf(whole.replaceAll('\n', '\r\n'))).toContainEqual(
      expect.stringContaining('its line end was changed'),
    );
    expect(await messagesOf(whole.slice(0, -1))).toContainEqual(
      expect.stringContaining('lacks its line feed'),
    );
    expect(await messagesOf(`${whole}\n`)).toContainEqual(
      expect.stringContaining('stands after the end line'),
    );
    expect(await messagesOf('')).toEqual([
      'file: the first line, which says whose chain it is, is missing',
      'file: the end line is missing: the file is cut off after the beginning',
    ]);
  });

  it('the first line, found because everything else is as it was signed', async () => {
    const later = edited(
      onLines('chain', (line) => Object.assign(line, { asOf: '2026-12-02T00:00:00.000Z' })),
    );
    expect(await messagesOf(later)).toEqual([expect.stringMatching(/^file: line 1 was changed/)]);
    for (const [name, value] of Object.entries({ events: 2, tip: 'a'.repeat(64), currency: 'EUR' })) {
      const text = edited(onLines('chain', (line) => Object.assign(line, { [name]: value })));
      expect((await messagesOf(text))[0]).toMatch(/line 1/);
    }
    const more = edited(onLines('chain', (line) => Object.assign(line, { events: 99 })));
    expect((await messagesOf(more))[0]).toMatch(
      /events \d+ to 99 are missing: the chain was cut off behind event/,
    );
  });

  it('a key that is not what its id says, and one twice', async () => {
    const other = edited(onLines('key', (line) => Object.assign(line.key, { x: otherKey.x })));
    expect((await messagesOf(other))[0]).toContain('is not the one its id');
    const twice = edited((lines) => lines.toSpliced(1, 0, { line: 'key', key: testKey }), { signed: true });
    expect((await messagesOf(twice))[0]).toContain('stands twice, again at line 3');
  });

  it('a head line gone', async () => {
    const text = edited((lines) =>
      lines.toSpliced(
        lines.findIndex((line) => line.line === 'head'),
        1,
      ),
    );
    expect(await messagesOf(text)).toEqual([expect.stringContaining('key or head lines, 1 missing')]);
  });
});

describe('damage to events', () => {
  it('says whether the content or the hash was changed', async () => {
    const hash = edited(onLines('event', (line) => Object.assign(line, { hash: 'a'.repeat(64) }), 4));
    expect((await messagesOf(hash))[0]).toContain('the hash was changed, not its content');
    const content = edited(
      onLines('event', (line) => Object.assign(line.event, { recordedAt: '2026-12-02T00:00:00.000Z' }), 4),
    );
    expect(await messagesOf(content)).toEqual([
      expect.stringMatching(/^events: event 5, .*its content was changed$/),
    ]);
  });

  it('names what is missing, stands twice, or belongs to another chain', async () => {
    const without = edited((lines) =>
      lines.filter((line) => line.line !== 'event' || ![7, 8].includes(line.event.seq)),
    );
    expect(await messagesOf(without)).toContain(
      'events: event 9 does not follow event 6: events 7 to 8 are missing',
    );
    const foreign = forged(
      whole,
      onLines('event', (line) => Object.assign(line.event, { chain: 'bob' }), 5),
    );
    expect((await messagesOf(foreign))[0]).toContain('is of the chain bob, not of ada');
  });

  it('leaves the rules aside: they would speak of what was never sealed', async () => {
    const report = await verifyChain(
      edited(onLines('event', (line) => Object.assign(line, { hash: 'a'.repeat(64) }), 4)),
    );
    expect(report.balance).toBeNull();
    const skipped = report.checks.filter((check) => check.outcome === 'skipped').map((check) => check.stage);
    expect(skipped).toContain('commissions');
  });
});

describe('damage to days', () => {
  it('a leaf changed, gone, or put in', async () => {
    const changed = edited(onLines('leaf', (line) => Object.assign(line.leaf, { link: 'elsewhere' })));
    expect(await messagesOf(changed)).toEqual([
      expect.stringMatching(/^days: the click leaf .*its hash is not/),
    ]);
    const gone = edited((lines) => lines.filter((line) => line.line !== 'leaf'));
    expect(await messagesOf(gone)).toEqual([
      expect.stringMatching(/^days: event .*1 were sealed, 0 stand here: 1 missing/),
    ]);
  });

  it('a leaf with a hash of its own is not under the root', async () => {
    const text = forged(whole, (lines) => lines);
    const root = 'b'.repeat(64);
    const other = forged(text, (lines) => lines).replaceAll(/"root":"[0-9a-f]{64}"/g, `"root":"${root}"`);
    expect((await messagesOf(other)).join()).toContain('content was changed');
  });
});

describe('damage to heads', () => {
  it('a head changed, signed by a stranger, or naming another hash', async () => {
    const changed = edited(
      onLines('head', (line) => Object.assign(line.head, { at: '2026-12-09T00:00:00.000Z' })),
    );
    expect(await messagesOf(changed)).toEqual([expect.stringContaining('its signature does not hold')]);
    const stranger = edited(onLines('head', (line) => Object.assign(line.head, { key: otherKey.kid })));
    expect((await messagesOf(stranger))[0]).toContain('which is not among the keys');
    const rewrite = onLines('head', (line) => {
      const { key: _key, ...head } = line.head;
      Object.assign(line, signedHead({ ...head, hash: 'c'.repeat(64) }));
    });
    expect(await messagesOf(edited(rewrite, { signed: true }))).toEqual([
      expect.stringMatching(/^heads: .*does not agree with event/),
    ]);
  });

  it('the end line changed', async () => {
    const text = edited(onLines('end', (line) => Object.assign(line, { balance: null })));
    expect(await messagesOf(text)).toEqual([
      expect.stringMatching(/^file: the end line .*signature does not hold/),
    ]);
  });
});

describe('heads kept outside', () => {
  const anchors = linesOf(whole).flatMap((line): SignedHead[] =>
    line.line === 'head' ? [{ head: line.head, signature: line.signature }] : [],
  );

  it('agree with the chain they were taken from', async () => {
    const report = await verifyChain(whole, { anchors });
    expect(report.checks.find((check) => check.stage === 'anchors')).toMatchObject({ outcome: 'right' });
  });

  it('find a suffix rewritten with new hashes and signatures, and say from where on', async () => {
    const seq = (anchors[0]?.head.seq ?? 0) + 1;
    const rewritten = forged(
      whole,
      onLines(
        'event',
        (line) => Object.assign(line.event, { recordedAt: '2026-12-02T00:00:00.000Z' }),
        seq - 1,
      ),
    );
    expect(await messagesOf(rewritten)).toEqual([]);
    const { findings } = await verifyChain(rewritten, { anchors });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ stage: 'anchors', seq });
    expect(findings[0]?.message).toMatch(/was rewritten after 2026-12-01, with new hashes from there on/);
  });

  it('find that the newest events were cut off', async () => {
    const shorter = forged(whole, (lines) => {
      const last = lines.findLastIndex(
        (line) => line.line === 'event' && line.event.record.type === 'ledger',
      );
      return lines.slice(0, last).concat(lines.filter((line) => line.line === 'end'));
    });
    expect((await messagesOf(shorter, { anchors })).join()).toContain(
      'which the chain does not have: it was cut off',
    );
  });

  it('must be signed themselves, and those of other chains are passed over', async () => {
    const unsigned = anchors.map((anchor) => ({ ...anchor, signature: 'd'.repeat(128) }));
    expect((await messagesOf(whole, { anchors: unsigned }))[0]).toContain('its signature does not hold');
    const foreign = [
      signedHead({
        chain: 'bob',
        seq: 1,
        hash: 'e'.repeat(64),
        day: '2026-12-01',
        at: '2026-12-01T00:00:00.000Z',
      }),
    ];
    expect((await verifyChain(whole, { anchors: foreign })).notes.join()).toContain(
      '1 head given are of other chains',
    );
  });

  it('are read from published lines and from older exports', () => {
    expect(parseAnchors(whole)).toEqual(anchors);
    expect(parseAnchors(anchors.map((anchor) => JSON.stringify(anchor)).join('\n'))).toEqual(anchors);
    expect(parseAnchors('nothing')).toBeNull();
  });
});

describe('a file of keys', () => {
  it('is read as published, with members not needed here', () => {
    expect(parseKeys(JSON.stringify({ keys: [{ ...testKey, use: 'sig', retiredAt: null }] }))).toEqual([
      testKey,
    ]);
    expect(parseKeys('{"keys":[]}')).toBeNull();
    expect(parseKeys('{"keys":[{"kty":"RSA"}]}')).toBeNull();
    expect(parseKeys('nothing')).toBeNull();
  });
});
