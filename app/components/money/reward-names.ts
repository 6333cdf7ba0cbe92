import type { Terms } from '~/domain/program/terms';

/** "Casual referral" of "tier-1", whichever terms and version it stands in; the key itself for one that is in none. */
export function rewardNames(all: readonly Terms[]): Record<string, string> {
  return Object.fromEntries(all.flatMap((terms) => terms.rewards.map((reward) => [reward.key, reward.name])));
}
