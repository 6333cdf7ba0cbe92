import { monthsOfReward } from '~/domain/commission/share';
import type { Standing } from '~/domain/partner/standing';
import type { ShareReward, Terms } from '~/domain/program/terms';
import type { PaymentFact } from '~/domain/qualification/facts';
import { addMonths, type Instant } from '~/kernel/time';

/** The months in which a client's payments earn (domain.md section 5): 12 for an agency's client. */
export interface ClientMonths {
  /** how many there are */
  of: number;
  /** those that have not begun; all of them before the first payment that earns */
  left: number;
  /** null = no payment has earned yet */
  from: Instant | null;
  /** exclusive: from then on nothing is earned */
  until: Instant | null;
}

/** The reward of some terms that runs for a number of months; undefined when they have none. */
export function rewardWithMonths(
  terms: Pick<Terms, 'rewards'>,
): (ShareReward & { months: number }) | undefined {
  return terms.rewards.find(
    (reward): reward is ShareReward & { months: number } => reward.kind === 'share' && reward.months !== null,
  );
}

/**
 * How many of a reward's months a client has left, by the very rule that pays (domain.md section 6): they run by the calendar from the first
 * payment that earns, whether or not each of them is paid for.
 */
export function clientMonths(
  reward: ShareReward & { months: number },
  payments: readonly PaymentFact[],
  { standings, now }: { standings: readonly Standing[]; now: Instant },
): ClientMonths {
  const window = monthsOfReward(reward, payments, { standings });
  if (window === null) return { of: reward.months, left: reward.months, from: null, until: null };
  const begun = Array.from({ length: reward.months }, (_, month) => addMonths(window.from, month)).filter(
    (start) => start <= now,
  );
  return { of: reward.months, left: reward.months - begun.length, from: window.from, until: window.until };
}
