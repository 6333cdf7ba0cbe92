import { describe, expect, it } from 'vitest';
import { causeKeyOf } from '~/domain/commission/claim';
import { refundSteps } from '~/domain/qualification/payment';
import { applyBps, sum } from '~/kernel/money';
import { cornerProgram } from '~/test-support/corner-program';
import { explainedProgram, noRecords } from '~/test-support/explained';
import { programOf } from '~/test-support/program-builder';
import { type RandomProgram, randomProgram } from '~/test-support/random-program';
import { loadVectors } from '~/test-support/vector';
import type { Explanation, Step } from './explanation';
import { explainCommission } from './explanation-commission';
import { whyNots } from './explanation-why-not';
import { whyNotWords } from './explanation-why-not-words';
import { tell } from './explanation-words';

const admin = { partnerId: null };
// The full count runs by `PROGRAMS=2000 npx vitest run app/domain/reporting/explanation.test.ts`
const count = Number(process.env.PROGRAMS ?? 30);
const programs: Array<[string, RandomProgram]> = [
  ...loadVectors().map((vector): [string, RandomProgram] => [vector.name, vector]),
  ...Array.from({ length: count }, (_, n): [string, RandomProgram] => [`random ${n}`, randomProgram(n + 1)]),
  ...Array.from({ length: count }, (_, n): [string, RandomProgram] => [`corner ${n}`, cornerProgram(n + 1)]),
];

type Of<Kind extends Step['step']> = Extract<Step, { step: Kind }>;
function all<Kind extends Step['step']>({ steps }: Explanation, kind: Kind): Array<Of<Kind>> {
  return steps.filter((step): step is Of<Kind> => step.step === kind);
}
const one = <Kind extends Step['step']>(explanation: Explanation, kind: Kind) => all(explanation, kind)[0];

const known = new Map<RandomProgram, ReturnType<typeof explainedProgram>>();
function seenOf(program: RandomProgram): ReturnType<typeof explainedProgram> {
  const seen = known.get(program) ?? explainedProgram(programOf(program), Date.parse(program.until));
  known.set(program, seen);
  return seen;
}

/** Whatever a person reads must be words, not the leftovers of code. */
function readable(text: string, of: string) {
  expect(text, of).not.toMatch(/undefined|null|NaN|\[object|Infinity|_/);
  expect(text.length, of).toBeGreaterThan(2);
}

describe('the explanation of a commission', { timeout: 60_000 }, () => {
  it('adds up: the arithmetic to its amount, the reversals to what was reversed', () => {
    for (const [name, program] of programs) {
      for (const { subject, of, claim, state } of seenOf(program).explained) {
        const explanation = explainCommission({ subject, viewer: admin, records: noRecords }, of);
        const where = `${name}: ${claim.rewardKey} ${causeKeyOf(claim.cause)}`;
        const { lines } = one(explanation, 'arithmetic') as Of<'arithmetic'>;
        const line = (kind: string) => lines.find((each) => each.kind === kind)?.amount.amount;
        const start = line('rate') ?? line('flat') ?? -1n;
        const rest = (line('cap') ?? 0n) + (line('reversed') ?? 0n);
        expect(line('total'), where).toBe(start + rest);
        expect(line('total'), where).toBe(state.amount - state.reversed);
        expect(start, where).toBe(claim.uncapped);
        const reversals = all(explanation, 'reversal');
        expect(sum(reversals.map(({ difference }) => difference.amount)), where).toBe(state.reversed);
        expect(explanation, where).toMatchObject({
          status: state.status,
          amount: { amount: state.amount },
          reversed: { amount: state.reversed },
        });
      }
    }
  });

  it('shows a payment whose months add up, and a rate that gives the amount', () => {
    let slices = 0;
    for (const [name, program] of programs) {
      for (const { subject, of, claim } of seenOf(program).explained) {
        const explanation = explainCommission({ subject, viewer: admin, records: noRecords }, of);
        const payment = one(explanation, 'payment');
        if (!payment || claim.rateBps === null) continue;
        slices += 1;
        expect(applyBps(payment.sliceBasis.amount, claim.rateBps), name).toBe(claim.uncapped);
        const even = payment.sliceBasis.amount - (payment.slice <= payment.residue ? 1n : 0n);
        expect(even * BigInt(payment.months) + BigInt(payment.residue), name).toBe(payment.basis.amount);
      }
    }
    expect(slices).toBeGreaterThan(100);
  });

  it('shows caps that leave what is paid, and refunds that reach what was given back', () => {
    let clipped = 0;
    for (const [name, program] of programs) {
      for (const { subject, of, state } of seenOf(program).explained) {
        const explanation = explainCommission({ subject, viewer: admin, records: noRecords }, of);
        const cap = one(explanation, 'cap');
        if (cap) {
          const room = cap.room.amount < cap.uncapped.amount ? cap.room.amount : cap.uncapped.amount;
          expect(cap.amount.amount, name).toBe(room);
          expect(cap.amount.amount, name).toBe(state.amount);
          expect(sum(cap.usedBy.map(({ amount }) => amount.amount)), name).toBe(cap.usedBefore.amount);
          if (cap.amount.amount < cap.uncapped.amount) clipped += 1;
        }
        const payment = subject.payments.find(({ id }) => id === of.claim.cause.id);
        const given = all(explanation, 'reversal').filter(({ refunded }) => refunded !== null);
        const steps = payment ? refundSteps(payment) : [];
        given.forEach(({ refunded }, index) => {
          expect(refunded?.amount, name).toBe(steps[index]?.refunded);
        });
      }
    }
    expect(clipped).toBeGreaterThan(0);
  });

  it('names the release instant of the books and a condition that came last', () => {
    const deciders = new Set<string>();
    for (const [name, program] of programs) {
      for (const { subject, of, claim, state } of seenOf(program).explained) {
        const explanation = explainCommission({ subject, viewer: admin, records: noRecords }, of);
        const release = one(explanation, 'release') as Of<'release'>;
        expect([release.at, release.plannedAt], name).toEqual([state.releasedAt, state.releaseDueAt]);
        const at = release.at ?? release.plannedAt;
        if (at === null || release.decidedBy === null) continue;
        deciders.add(release.decidedBy);
        const hold = one(explanation, 'hold') as Of<'hold'>;
        const sustained = one(explanation, 'sustained');
        if (release.decidedBy === 'hold') expect(hold.until, name).toBe(at);
        if (release.decidedBy === 'sustained') expect(sustained?.at, name).toBe(at);
        if (release.decidedBy === 'dispute')
          expect(
            all(explanation, 'freeze').map(({ to }) => to),
            name,
          ).toContain(at);
        expect(claim.heldUntil ?? 0, name).toBeLessThanOrEqual(at);
      }
    }
    expect([...deciders].sort()).toEqual(['dispute', 'hold', 'sustained']);
  });

  it('meets the conditions of a flat reward with the figures it names', () => {
    let flat = 0;
    for (const [name, program] of programs) {
      for (const { subject, of } of seenOf(program).explained) {
        const explanation = explainCommission({ subject, viewer: admin, records: noRecords }, of);
        const step = one(explanation, 'qualification');
        if (!step) continue;
        flat += 1;
        expect(step.activeDays, name).toBeGreaterThanOrEqual(step.activeDaysAtLeast);
        if (step.membersAbove !== null) expect(step.members, name).toBeGreaterThan(step.membersAbove);
      }
    }
    expect(flat).toBeGreaterThan(20);
  });

  it('tells every step in words', () => {
    const kinds = new Set<string>();
    for (const [name, program] of programs) {
      for (const { subject, of } of seenOf(program).explained) {
        for (const viewer of [admin, { partnerId: of.claim.partnerId }]) {
          const { steps } = explainCommission({ subject, viewer, records: noRecords }, of);
          expect(
            steps.map(({ step }) => step),
            name,
          ).toEqual(expect.arrayContaining(['attribution', 'rule', 'arithmetic', 'hold', 'release']));
          for (const step of steps) {
            kinds.add(step.step);
            const told = tell(step);
            for (const text of [told.title, told.words, ...told.details])
              readable(text, `${name} ${step.step}`);
          }
        }
      }
    }
    expect(kinds.size).toBeGreaterThanOrEqual(14);
  });

  it('never tells a partner who another one is', () => {
    for (const [name, program] of programs) {
      const others = (partnerId: string) =>
        program.partners.map(({ handle }) => handle).filter((handle) => handle !== partnerId);
      for (const { subject, of } of seenOf(program).explained) {
        const viewer = { partnerId: of.claim.partnerId };
        const seen = { subject, viewer, records: noRecords };
        const text = JSON.stringify([explainCommission(seen, of), whyNots(seen)].flat(), (_key, value) =>
          typeof value === 'bigint' ? String(value) : value,
        );
        for (const other of others(of.claim.partnerId)) expect(text, name).not.toContain(`"${other}"`);
      }
    }
  });
});

describe('what paid nothing', { timeout: 60_000 }, () => {
  it('has words for every skip, and what would have changed it', () => {
    const reasons = new Set<string>();
    for (const [name, program] of programs) {
      for (const subject of seenOf(program).subjects.values()) {
        const seen = { subject, viewer: admin, records: noRecords };
        const all = whyNots(seen);
        for (const skip of subject.evaluation.skips) {
          const told = all.filter(
            (why) =>
              why.reason === skip.reason &&
              why.reward === skip.rewardKey &&
              causeKeyOf(why.cause) === causeKeyOf(skip.cause),
          );
          expect(told, name).toHaveLength(1);
          expect(told[0]?.wouldEarn?.amount ?? 0n, `${name} ${skip.reason}`).toBeGreaterThanOrEqual(0n);
        }
        for (const why of all) {
          reasons.add(why.reason);
          const { words, change } = whyNotWords(why);
          readable(words, `${name} ${why.reason}`);
          readable(change, `${name} ${why.reason}`);
        }
      }
    }
    expect([...reasons]).toEqual(
      expect.arrayContaining([
        'monthly_value_too_low',
        'months_used_up',
        'churned_when_due',
        'refunded_before_due',
        'not_qualified_yet',
        'credited_to_nobody',
        'credited_to_impact',
        'no_eligible_click',
      ]),
    );
  });

  it('tells every payment: it earned, will earn, or why not', () => {
    for (const [name, program] of programs) {
      for (const subject of seenOf(program).subjects.values()) {
        const told = new Set(
          whyNots({ subject, viewer: admin, records: noRecords }).map((why) => why.cause.id),
        );
        const earned = new Set(subject.evaluation.claims.map((claim) => claim.cause.id));
        // what lies ahead is neither: settling looks from the latest fact on
        for (const payment of subject.payments.filter(({ at }) => at <= subject.asOf))
          expect(told.has(payment.id) || earned.has(payment.id), `${name} ${payment.id}`).toBe(true);
      }
    }
  });
});
