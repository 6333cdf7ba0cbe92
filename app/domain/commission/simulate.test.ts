import { describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { randomDraft } from '~/test-support/draft-terms';
import { programOf } from '~/test-support/program-builder';
import { randomProgram } from '~/test-support/random-program';
import { type Claim, claimKey } from './claim';
import { lookups, type ProgramFacts, replay, selfReferralIn } from './replay';
import { type Simulated, simulateCustomer, simulatePurchase, termsUnderDraft } from './simulate';
import { comparePartner, type PartnerComparison } from './simulate-compare';

const seeds = Array.from({ length: Number(process.env.PROGRAMS ?? 100) }, (_, n) => n + 1);

/** The simulation of a whole program, each referral as the program's own terms attributed it. */
function simulate(program: ProgramFacts, asOf: number, simulated: Simulated): Map<string, PartnerComparison> {
  const context = { ...lookups(program), terms: program.terms, selfReferral: selfReferralIn(program) };
  const { customers } = replay(program, asOf);
  const both = [
    ...program.customers.map(({ facts }) => {
      const referral = customers.get(facts.customerId)?.referral ?? null;
      return simulateCustomer({ facts, referral, asOf }, context, simulated);
    }),
    ...program.purchases.map((payment) => simulatePurchase(payment, context, { ...simulated, asOf })),
  ];
  const now = both.flatMap((one) => one.now);
  const draft = both.flatMap((one) => one.draft);
  const judged = (claims: readonly Claim[], partnerId: string) =>
    claims.filter((claim) => claim.partnerId === partnerId).map((claim) => ({ claim, asOf }));
  const partners = new Set([...now, ...draft].map((claim) => claim.partnerId));
  return new Map(
    [...partners].map((id) => [id, comparePartner({ now: judged(now, id), draft: judged(draft, id) })]),
  );
}

/** What a replay of the program under some terms gives each partner. */
function earnedBy(program: ProgramFacts, terms: readonly Terms[], asOf: number) {
  const { commissions } = replay({ ...program, terms }, asOf);
  const figures = [...groupBy(commissions, ({ claim }) => claim.partnerId)].map(([id, own]) => {
    const movements = own.flatMap(({ state }) => state.movements);
    return [
      id,
      {
        earned: sum(movements.map(({ pending, available }) => pending + available)),
        qualifying: sum(
          own.filter(({ state }) => state.status === 'accrued').map(({ state }) => state.amount),
        ),
        released: sum(movements.filter(({ kind }) => kind === 'release').map(({ available }) => available)),
        cut: sum(own.map(({ claim, state }) => claim.uncapped - state.amount)),
      },
    ] as const;
  });
  return new Map(figures);
}

const nothing = { earned: 0n, qualifying: 0n, released: 0n, cut: 0n };

describe('a simulation', { timeout: 10_000 + seeds.length * 100 }, () => {
  it('is what a fresh program under the draft would give', () => {
    let differing = 0;
    for (const seed of seeds) {
      const random = randomProgram(seed);
      const program = programOf(random);
      const asOf = Date.parse(random.until);
      const draft = randomDraft(seed);
      const simulated = simulate(program, asOf, { draft, from: null });
      const before = earnedBy(program, defaultTerms, asOf);
      const fresh = earnedBy(
        program,
        defaultTerms.map((terms) => (terms.key === draft.key ? draft : terms)),
        asOf,
      );
      for (const [id, one] of simulated) {
        const where = `seed ${seed}, ${id}`;
        const sides = [
          ['now', before.get(id) ?? nothing],
          ['draft', fresh.get(id) ?? nothing],
        ] as const;
        for (const [side, expected] of sides) {
          expect(one[side], where).toEqual({ earned: expected.earned, qualifying: expected.qualifying });
          const figures = one.months.map((month) => month[side]);
          expect(sum(figures.map(({ vested, reversed }) => vested - reversed)), where).toBe(expected.earned);
          expect(sum(figures.map(({ released }) => released)), where).toBe(expected.released);
          const pools = one.caps.flatMap((cap) => cap[side] ?? []);
          expect(sum(pools.map(({ uncapped, amount }) => uncapped - amount)), where).toBe(expected.cut);
        }
        expect(one.difference, where).toBe(one.draft.earned - one.now.earned);
        if (one.difference !== 0n) differing += 1;
      }
      expect([...fresh.keys()].filter((id) => !simulated.has(id))).toEqual([]);
    }
    expect(differing).toBeGreaterThan(seeds.length / 8);
  });

  it('under the version in force changes nothing', () => {
    for (const seed of seeds.slice(0, 50)) {
      const random = randomProgram(seed);
      for (const draft of defaultTerms) {
        const partners = simulate(programOf(random), Date.parse(random.until), { draft, from: null });
        for (const [id, { difference, commissions, now, draft: same }] of partners) {
          expect({ difference, commissions }, `seed ${seed}, ${draft.key}, ${id}`).toEqual({
            difference: 0n,
            commissions: { changed: 0, added: 0, removed: 0 },
          });
          expect(same).toEqual(now);
        }
      }
    }
  });

  it('from an instant on leaves earlier sign-ups and purchases as they are', () => {
    for (const seed of seeds.slice(0, 50)) {
      const random = randomProgram(seed);
      const program = programOf(random);
      const asOf = Date.parse(random.until);
      const draft = randomDraft(seed);
      const signUps = program.customers.map(({ signUp }) => signUp.at).sort((a, b) => a - b);
      const from = signUps[Math.floor(signUps.length / 2)] ?? 0;
      const simulated = simulate(program, asOf, { draft, from });
      // as if the draft had been published then
      const fresh = earnedBy(program, [...defaultTerms, { ...draft, version: 2, effectiveAt: from }], asOf);
      for (const [id, one] of simulated) {
        expect(one.draft.earned, `seed ${seed}, ${id}`).toBe(fresh.get(id)?.earned ?? 0n);
      }
    }
  });
});

describe('the terms a simulation asks', () => {
  const [developer] = defaultTerms as [Terms];
  const second: Terms = { ...developer, version: 2, effectiveAt: 100, scope: 'purchase', holdDays: 1 };
  const draft = { ...developer, holdDays: 99 };
  const at = (from: number | null, when: number) => {
    const versions = termsUnderDraft([developer, second], { draft, from }).sort(
      (a, b) => a.effectiveAt - b.effectiveAt,
    );
    const found = versions.findLast((one) => one.effectiveAt <= when) as Terms;
    return [found.holdDays, found.scope];
  };

  it.each([
    [null, 50, [99, 'customer']],
    [null, 150, [99, 'purchase']],
    [120, 50, [30, 'customer']],
    [120, 110, [1, 'purchase']],
    [120, 120, [99, 'purchase']],
    [100, 99, [30, 'customer']],
    [100, 100, [99, 'purchase']],
    [50, 49, [30, 'customer']],
    [50, 60, [99, 'customer']],
    [50, 100, [99, 'purchase']],
    [-50, -51, [30, 'customer']],
  ])('from %d, at %d: the draft’s figures with the scope of the time', (from, when, expected) => {
    expect(at(from, when)).toEqual(expected);
  });
});

describe('a comparison', () => {
  it('names claims that come and go', () => {
    const program = programOf(randomProgram(3));
    const asOf = Date.parse(randomProgram(3).until);
    const claims = replay(program, asOf).commissions.map(({ claim }) => ({ claim, asOf }));
    const own = claims.filter(({ claim }) => claim.partnerId === claims[0]?.claim.partnerId);
    expect(own.length).toBeGreaterThan(1);
    const [first, ...rest] = own;
    expect(comparePartner({ now: own, draft: rest }).commissions).toMatchObject({ added: 0, removed: 1 });
    expect(comparePartner({ now: rest, draft: own }).commissions).toMatchObject({ added: 1, removed: 0 });
    expect(new Set(own.map(({ claim }) => claimKey(claim))).size).toBe(own.length);
    expect(first).toBeDefined();
  });
});
