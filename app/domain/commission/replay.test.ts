import { describe, expect, it } from 'vitest';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { compareText } from '~/kernel/order';
import { randomFrom } from '~/kernel/random';
import { programOf } from '~/test-support/program-builder';
import { randomProgram } from '~/test-support/random-program';
import { claimKey } from './claim';
import { type CommissionResult, replay } from './replay';

// The full count runs by `PROGRAMS=2000 npx vitest run app/domain/commission/replay.test.ts`
const seeds = Array.from({ length: Number(process.env.PROGRAMS ?? 150) }, (_, n) => n + 1);

function booksOf(seed: number, shuffleSeed?: number) {
  const program = randomProgram(seed);
  const events = shuffleSeed === undefined ? program.events : randomFrom(shuffleSeed).shuffle(program.events);
  const { commissions, customers } = replay(programOf({ ...program, events }), Date.parse(program.until));
  return {
    commissions: [...commissions].sort((a, b) => compareText(claimKey(a.claim), claimKey(b.claim))),
    milestones: [...customers].map(([id, { evaluation }]) => [id, evaluation.milestones] as const).sort(),
  };
}

const plain = (value: unknown) =>
  JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}` : item));

describe('random programs', () => {
  it('have commissions of every status and every reward', () => {
    const all = seeds.flatMap((seed) => booksOf(seed).commissions);
    expect([...new Set(all.map(({ state }) => state.status))].sort()).toEqual([
      'accrued',
      'released',
      'reversed',
      'vested',
    ]);
    expect([...new Set(all.map(({ claim }) => claim.rewardKey))].sort()).toEqual([
      'lifetime',
      'sale',
      'tier-1',
      'tier-2',
      'tier-3',
      'tier-4',
    ]);
    expect(all.some(({ claim, state }) => state.amount < claim.uncapped)).toBe(true);
  });

  it('give the same books in any order of arrival', () => {
    for (const seed of seeds) {
      const books = booksOf(seed);
      const moneyOf = (result: CommissionResult) => plain([claimKey(result.claim), { ...result.state }]);
      for (const shuffle of [1, 2]) {
        const again = booksOf(seed, shuffle);
        expect(again.commissions.map(moneyOf), `seed ${seed}, shuffle ${shuffle}`).toEqual(
          books.commissions.map(moneyOf),
        );
        expect(again.milestones, `seed ${seed}`).toEqual(books.milestones);
      }
    }
  });

  it('never pay more than is owed, nor take back more than was paid', () => {
    for (const seed of seeds) {
      for (const { claim, state } of booksOf(seed).commissions) {
        const where = `seed ${seed}, ${claimKey(claim)}`;
        expect(state.amount >= 0n && state.amount <= claim.uncapped, where).toBe(true);
        expect(state.reversed >= 0n && state.reversed <= state.amount, where).toBe(true);
        const held = sum(state.movements.map((movement) => movement.pending + movement.available));
        expect(held, where).toBe(state.vestedAt === null ? 0n : state.amount - state.reversed);
        const pending = sum(state.movements.map((movement) => movement.pending));
        expect(pending === 0n || state.releasedAt === null, where).toBe(true);
      }
    }
  });

  it('never exceed a cap', () => {
    for (const seed of seeds) {
      const { commissions } = booksOf(seed);
      const pools = groupBy(commissions, ({ claim }) =>
        claim.capPerPartnerMonth !== null
          ? `${claim.partnerId} ${claim.rewardKey} ${claim.month}`
          : claim.capPerCustomer !== null
            ? `${claim.rewardKey} ${claim.customerId}`
            : claimKey(claim),
      );
      for (const [pool, members] of pools) {
        const cap = members[0]?.claim.capPerPartnerMonth ?? members[0]?.claim.capPerCustomer;
        if (cap == null) continue;
        expect(sum(members.map(({ state }) => state.amount)) <= cap, `seed ${seed}, ${pool}`).toBe(true);
      }
    }
  });

  it('give everything back when every payment is refunded whole', () => {
    for (const seed of seeds.slice(0, 50)) {
      const program = randomProgram(seed);
      const refunds = program.events
        .filter((event) => event.type === 'payment.succeeded')
        .map((event, index) => ({
          type: 'payment.refunded',
          timestamp: program.until,
          data: { paymentId: event.data.paymentId, refundId: `all-${index}`, amount: event.data.amount },
        }));
      const facts = programOf({ ...program, events: [...program.events, ...refunds] });
      for (const { claim, state } of replay(facts, Date.parse(program.until)).commissions) {
        if (claim.cause.type === 'payment') expect(state.reversed, `seed ${seed}`).toBe(state.amount);
      }
    }
  });
});
