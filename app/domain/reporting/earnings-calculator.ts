import type { ShareReward } from '~/domain/program/terms';
import { type Bps, divideHalfUp, greatest, least, type MinorUnits } from '~/kernel/money';

/** What somebody thinking of becoming a partner expects. */
export interface Expectation {
  /** clients who get to know the product, a year */
  clients: number;
  /** how many of them become paying customers; basis points, 5000n = every second one */
  conversionBps: Bps;
  /** what one paying customer pays a month; minor units */
  monthlyRevenue: MinorUnits;
}

/** What it comes to; amounts in minor units. Revenue is what the customers pay, commission what the partner earns. */
export interface Earnings {
  /** paying customers, in ten-thousandths: 15 clients at 50 % are 7.5 */
  customersE4: bigint;
  /** months of payments looked at: the reward's own, twelve for one without an end */
  months: number;
  revenue: MinorUnits;
  /** before caps */
  uncapped: MinorUnits;
  commission: MinorUnits;
  /** caps that clipped */
  clippedBy: Array<'customer' | 'month'>;
  /** a payment has to be above the reward's threshold and is not: nothing is earned */
  belowThreshold: boolean;
}

/** A reward for life is looked at for a year. */
const OPEN_ENDED_MONTHS = 12;

/**
 * What a share reward pays for an expectation (domain.md sections 5, 6 and 14): every customer starts in the same month and pays every
 * month. It shows revenue and commission side by side, because the one is easily taken for the other. An expectation is an average: it
 * may have half a customer, and is rounded once, at the end.
 */
export function estimateEarnings(reward: ShareReward, expectation: Expectation): Earnings {
  const { monthlyRevenue, clients, conversionBps } = expectation;
  const months = reward.months ?? OPEN_ENDED_MONTHS;
  const customersE4 = BigInt(clients) * conversionBps;
  const belowThreshold = reward.monthlyValueAbove !== null && monthlyRevenue <= reward.monthlyValueAbove;
  const eachE4 = belowThreshold ? 0n : monthlyRevenue * reward.rateBps;
  const revenue = divideHalfUp(customersE4 * monthlyRevenue * BigInt(months), SCALE);
  const uncapped = divideHalfUp(eachE4 * customersE4 * BigInt(months), SCALE * SCALE);
  const { earnedE8, clippedBy } = clip(reward, { eachE4, customersE4, months });
  const commission = divideHalfUp(earnedE8, SCALE * SCALE);
  return { customersE4, months, revenue, uncapped, commission, clippedBy, belowThreshold };
}

/** Ten-thousandths: of a customer, and of a minor unit after a rate in basis points. */
const SCALE = 10_000n;

interface Monthly {
  eachE4: bigint;
  customersE4: bigint;
  months: number;
}

/** Month by month, as the books do it: what is left of each customer's cap, then the partner's month. */
function clip({ capPerCustomer, capPerPartnerMonth }: ShareReward, { eachE4, customersE4, months }: Monthly) {
  const clippedBy = new Set<'customer' | 'month'>();
  let earnedE8 = 0n;
  let leftE4 = capPerCustomer === null ? null : capPerCustomer * SCALE;
  for (let month = 0; month < months; month += 1) {
    const paidE4 = leftE4 === null ? eachE4 : least(eachE4, leftE4);
    if (paidE4 < eachE4) clippedBy.add('customer');
    if (leftE4 !== null) leftE4 = greatest(leftE4 - paidE4, 0n);
    const dueE8 = paidE4 * customersE4;
    const inMonthE8 = capPerPartnerMonth === null ? dueE8 : least(dueE8, capPerPartnerMonth * SCALE * SCALE);
    if (inMonthE8 < dueE8) clippedBy.add('month');
    earnedE8 += inMonthE8;
  }
  return { earnedE8, clippedBy: [...clippedBy] };
}
