import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otherKey, testKey } from '~/test-support/chain-export';
import { chainOfProgram } from '~/test-support/chain-of-program';
import { randomProgram } from '~/test-support/random-program';
import { loadVectors } from '~/test-support/vector';
import { reportText } from './report-text';
import { verifyChain } from './verify-chain';

const vector = (name: string) => {
  const found = loadVectors().find((one) => one.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
};

/** A partner with clicks, commissions in several states, and a payout. */
const whole = chainOfProgram(vector('03-tier-3-revenue-share-six-months'), 'ada', { payout: true });
const bytes = new TextEncoder().encode(whole);
const lines = whole.split('\n').slice(0, -1);
const textOf = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');
const seqOf = (line: string | undefined): number | null => {
  const value = JSON.parse(line ?? '{}');
  return value.line === 'event' ? value.event.seq : null;
};
/** Signatures are slow where other work goes on beside. */
const SLOW = 120_000;
const index = fc.integer({ min: 0, max: lines.length - 1 });

describe('a whole chain', () => {
  it('is right, with its balance, and says what was recomputed and what is attested', async () => {
    const report = await verifyChain(whole, { keys: [testKey] });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'right', chain: 'ada', notes: [], findingCount: 0 });
    expect(report.balance).toMatchObject({ pending: '0', available: '0', inTransit: '0' });
    expect(BigInt(report.balance?.paid ?? 0)).toBeGreaterThan(0n);
    expect(report.checks.filter((check) => check.outcome !== 'right').map((check) => check.stage)).toEqual([
      'anchors',
    ]);
    expect(reportText(report)).toMatch(/RIGHT: all \d+ events hold/);
    expect(reportText(report)).toContain('the attribution decision');
  });

  it('is read from pieces cut anywhere, as bytes or text', async () => {
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97);
    }
    expect((await verifyChain(pieces())).verdict).toBe('right');
    expect((await verifyChain(bytes)).verdict).toBe('right');
    expect((await verifyChain(lines.map((line) => `${line}\n`))).verdict).toBe('right');
  });

  it('tells how far it is', async () => {
    const stages = new Set<string>();
    await verifyChain(whole, { onProgress: ({ stage }) => void stages.add(stage) });
    expect([...stages]).toEqual(['Reading', 'Checking signatures']);
  });

  it.each(loadVectors().map((one) => [one.name, one] as const))('of %s is right', async (_, one) => {
    for (const owner of [...one.partners.map((partner) => partner.handle), 'program']) {
      expect((await verifyChain(chainOfProgram(one, owner, { payout: true }))).findings).toEqual([]);
    }
  });

  it('of random programs is right', { timeout: SLOW }, async () => {
    for (let seed = 9000; seed < 9020; seed++) {
      const program = randomProgram(seed);
      for (const { handle } of program.partners) {
        const report = await verifyChain(chainOfProgram(program, handle, { payout: seed % 2 === 0 }));
        expect(report.findings, `seed ${seed}, ${handle}`).toEqual([]);
      }
    }
  });
});

describe('any single change is found and located', () => {
  it('a byte flipped', { timeout: SLOW }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const damaged = bytes.slice();
          damaged[at] = (bytes[at] ?? 0) ^ by;
          const line = new TextDecoder().decode(bytes.subarray(0, at)).split('\n').length;
          const { verdict, findings } = await verifyChain(damaged);
          expect(verdict).toBe('damaged');
          const [first] = findings;
          const seq = seqOf(lines[line - 1]);
          const located = first?.line === line || (seq !== null && first?.seq === seq);
          expect(located, first?.message).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('a line dropped', { timeout: SLOW }, async () => {
    await fc.assert(
      fc.asyncProperty(index, async (at) => {
        const { verdict, findings } = await verifyChain(textOf(lines.toSpliced(at, 1)));
        expect(verdict).toBe('damaged');
        const seq = seqOf(lines[at]);
        if (seq !== null) expect(findings.map((finding) => finding.seq)).toContain(seq);
        expect(findings[0]?.message).toMatch(/missing|cut off|sealed|not among the keys|behind|line 1 is/);
      }),
      { numRuns: lines.length * 2 },
    );
  });

  it('a line put in twice', { timeout: SLOW }, async () => {
    await fc.assert(
      fc.asyncProperty(index, async (at) => {
        const { verdict, findings } = await verifyChain(textOf(lines.toSpliced(at, 0, lines[at] ?? '')));
        expect(verdict).toBe('damaged');
        expect(findings[0]?.line).toBe(at + 2);
      }),
      { numRuns: lines.length * 2 },
    );
  });

  it('two lines swapped', { timeout: SLOW }, async () => {
    await fc.assert(
      fc.asyncProperty(index, index, async (one, other) => {
        fc.pre(one !== other);
        const swapped = lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '');
        const { verdict, findings } = await verifyChain(textOf(swapped));
        expect(verdict).toBe('damaged');
        const [from, to] = [Math.min(one, other) + 1, Math.max(one, other) + 1];
        expect(
          findings.some(({ line }) => line !== null && line >= from && line <= to + 1),
          findings[0]?.message,
        ).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('the end cut off at any byte', { timeout: SLOW }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        const { verdict, findings } = await verifyChain(bytes.subarray(0, length));
        expect(verdict).toBe('damaged');
        expect(findings.some(({ message }) => /cut off|missing|not JSON/.test(message))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the keys', () => {
  it('are taken from the file when none are given, and the report says so', async () => {
    expect((await verifyChain(whole)).notes[0]).toContain(testKey.kid);
  });

  it('that are given must have signed', async () => {
    const { findings } = await verifyChain(whole, { keys: [otherKey] });
    expect(findings.map(({ message }) => message).join()).toContain('which is not among the keys');
  });
});
