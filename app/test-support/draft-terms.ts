import {
  defaultTerms,
  type FlatReward,
  type Reward,
  type ShareReward,
  type Terms,
} from '~/domain/program/terms';
import { type Random, randomFrom } from '~/kernel/random';

/** A draft of one of the default terms with other figures, by its seed: rewards changed, left out, added, of either kind. */
export function randomDraft(seed: number): Terms {
  const random = randomFrom(seed);
  const base = random.pick(defaultTerms);
  const kept = base.rewards.filter(() => random.chance(0.8)).map((reward) => changed(reward, random));
  const added = random.chance(0.4) ? [extra(random, base.key)] : [];
  return {
    ...base,
    needsSustained: random.chance(0.8) ? base.needsSustained : !base.needsSustained,
    holdDays: random.pick([0, 7, 30, 60]),
    windowDays: random.pick([14, 30, 60, 90]),
    rewards: [...kept, ...added],
  };
}

function changed(reward: Reward, random: Random): Reward {
  if (random.chance(0.3)) return reward;
  if (reward.kind === 'flat') {
    const change: Partial<FlatReward> = {
      amount: BigInt(random.pick([0, 1_000, 7_500, 30_000])),
      activeDaysAtLeast: random.pick([0, 3, 7, 30]),
    };
    return { ...reward, ...change };
  }
  return { ...reward, ...shareFigures(random) };
}

function shareFigures(random: Random): Partial<ShareReward> {
  const perMonth = random.chance(0.5);
  const cap = random.chance(0.7) ? BigInt(random.pick([500, 5_000, 100_000])) : null;
  return {
    rateBps: BigInt(random.pick([0, 333, 1_000, 2_500])),
    monthlyValueAbove: random.chance(0.3) ? BigInt(random.pick([10_000, 60_000])) : null,
    months: random.pick([null, 1, 3, 12]),
    capPerPartnerMonth: perMonth ? cap : null,
    capPerCustomer: perMonth ? null : cap,
  };
}

// Of the same name as a reward of other terms: the two share a cap.
const shared: Record<string, string> = { developer: 'lifetime', content: 'tier-3' };

function extra(random: Random, termsKey: string): ShareReward {
  return {
    kind: 'share',
    key: shared[termsKey] ?? 'extra',
    name: 'Extra',
    rateBps: 500n,
    partnerRate: false,
    monthlyValueAbove: null,
    months: null,
    capPerPartnerMonth: null,
    capPerCustomer: null,
    ...shareFigures(random),
  };
}
