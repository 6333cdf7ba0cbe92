import { describe, expect, it } from 'vitest';
import { stageOf } from '~/domain/qualification/milestones';
import { byKeys } from '~/kernel/order';
import { programOf } from '~/test-support/program-builder';
import { type ExpectedCommission, loadVectors, sameInstant, type Vector } from '~/test-support/vector';
import { replay } from './replay';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const inOrder = byKeys<ExpectedCommission>(
  (c) => c.partner,
  (c) => c.reward,
  (c) => c.cause.id,
  (c) => c.cause.slice ?? 0,
);

function stateOf(vector: Vector) {
  const asOf = Date.parse(vector.until);
  const { customers, commissions } = replay(programOf(vector), asOf);
  const balances = Object.fromEntries(
    vector.partners.map(({ handle }) => {
      const own = commissions.filter(({ claim }) => claim.partnerId === handle).map(({ state }) => state);
      const movements = own.flatMap((state) => state.movements);
      const total = (amounts: bigint[]) => String(amounts.reduce((a, b) => a + b, 0n));
      return [
        handle,
        {
          accrued: total(own.filter((state) => state.status === 'accrued').map((state) => state.amount)),
          pending: total(movements.map((movement) => movement.pending)),
          available: total(movements.map((movement) => movement.available)),
        },
      ];
    }),
  );
  return {
    customers: Object.fromEntries(
      [...customers].map(([id, { evaluation, referral, credits }]) => {
        const credit = credits.at(-1);
        const { milestones } = evaluation;
        return [
          id,
          {
            stage: stageOf(milestones),
            milestones: Object.fromEntries(Object.entries(milestones).map(([name, at]) => [name, iso(at)])),
            referral: !referral
              ? null
              : referral.channel === 'impact'
                ? { channel: 'impact', reason: credit?.reason, clickId: credit?.click?.id ?? null }
                : { partner: referral.partnerId, reason: credit?.reason, clickId: credit?.click?.id ?? null },
          },
        ];
      }),
    ),
    commissions: commissions
      .map(({ claim, state }) => ({
        partner: claim.partnerId,
        customerId: claim.customerId,
        reward: claim.rewardKey,
        cause: claim.cause,
        month: claim.month,
        basis: claim.basis === null ? null : String(claim.basis),
        uncapped: String(claim.uncapped),
        amount: String(state.amount),
        reversed: String(state.reversed),
        status: state.status,
        accruedAt: iso(claim.accruedAt),
        vestedAt: iso(state.vestedAt),
        releasedAt: iso(state.releasedAt),
      }))
      .sort(inOrder),
    balances,
  };
}

describe('the worked examples of the rules, as pure functions', () => {
  const vectors = loadVectors();

  it('are all there', () => {
    expect(vectors.length).toBe(23);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const { expect: expected } = vector;
    const actual = stateOf(vector);
    expect(actual.commissions).toEqual(
      expected.commissions
        .map((c) => ({
          ...c,
          accruedAt: sameInstant(c.accruedAt),
          vestedAt: sameInstant(c.vestedAt),
          releasedAt: sameInstant(c.releasedAt),
        }))
        .sort(inOrder),
    );
    for (const [id, customer] of Object.entries(expected.customers)) {
      const milestones = Object.fromEntries(
        Object.entries(customer.milestones).map(([name, at]) => [name, sameInstant(at)]),
      );
      expect(actual.customers[id], id).toEqual({ ...customer, milestones });
    }
    expect(actual.balances).toEqual(expected.balances);
  });
});
