import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultTerms, type ShareReward } from '~/domain/program/terms';
import { type Expectation, estimateEarnings } from './earnings-calculator';

const rewardOf = (key: string): ShareReward => {
  const reward = defaultTerms.flatMap((terms) => terms.rewards).find((one) => one.key === key);
  if (reward?.kind !== 'share') throw new Error(`${key} is no share reward`);
  return reward;
};
const agency = rewardOf('tier-4');
const expectation = (clients: number, percent: number, dollars: number): Expectation => ({
  clients,
  conversionBps: BigInt(percent * 100),
  monthlyRevenue: BigInt(dollars * 100),
});

describe('an agency (domain.md section 14: the commission, not the revenue)', () => {
  it.each([
    ['solo', 5, 60, 200, 720_000n, 144_000n],
    ['small', 15, 50, 400, 3_600_000n, 720_000n],
    ['medium', 40, 40, 800, 15_360_000n, 3_072_000n],
  ])('%s: %i clients, %i %%, $%i a month', (_, clients, percent, dollars, revenue, commission) => {
    const earnings = estimateEarnings(agency, expectation(clients, percent, dollars));
    expect(earnings).toMatchObject({ revenue, commission, uncapped: commission, clippedBy: [] });
  });

  it('earns at most $5,000 in a month', () => {
    const earnings = estimateEarnings(agency, expectation(100, 50, 800));
    expect(earnings).toMatchObject({ uncapped: 9_600_000n, commission: 6_000_000n, clippedBy: ['month'] });
  });
});

describe('other rewards', () => {
  it('a threshold is strict: $500 a month earns nothing, one cent more earns', () => {
    const share = rewardOf('tier-3');
    expect(estimateEarnings(share, expectation(10, 100, 500))).toMatchObject({
      belowThreshold: true,
      commission: 0n,
      revenue: 3_000_000n,
    });
    const above = { clients: 1, conversionBps: 10_000n, monthlyRevenue: 50_001n };
    expect(estimateEarnings(share, above)).toMatchObject({ belowThreshold: false, commission: 45_001n });
  });

  it('a cap per customer ends what one customer brings', () => {
    const earnings = estimateEarnings(rewardOf('lifetime'), expectation(2, 100, 1_000));
    expect(earnings).toMatchObject({ uncapped: 240_000n, commission: 200_000n, clippedBy: ['customer'] });
  });
});

it('never pays more than the rate, nor more than the cap of every month', () => {
  const money = fc.bigInt(0n, 100_000_000n);
  fc.assert(
    fc.property(fc.nat(10_000), fc.bigInt(0n, 10_000n), money, (clients, conversionBps, monthlyRevenue) => {
      for (const terms of defaultTerms) {
        for (const reward of terms.rewards) {
          if (reward.kind !== 'share') continue;
          const { commission, uncapped, months, clippedBy } = estimateEarnings(reward, {
            clients,
            conversionBps,
            monthlyRevenue,
          });
          expect(commission <= uncapped).toBe(true);
          expect(clippedBy.length > 0 || commission === uncapped).toBe(true);
          const cap = reward.capPerPartnerMonth;
          expect(cap === null || commission <= cap * BigInt(months)).toBe(true);
        }
      }
    }),
  );
});
