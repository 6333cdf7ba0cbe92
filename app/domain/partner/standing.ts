import type { Bps } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

export type PartnerStatus = 'pending' | 'active' | 'paused' | 'suspended' | 'rejected' | 'closed';

/** What held for a partner from an instant on. */
export interface Standing {
  at: Instant;
  status: PartnerStatus;
  termsKey: string;
  /** the partner's own rate; null = the reward's */
  rateBps: Bps | null;
}

/**
 * What was in force at an instant: the last standing at or before it. Before the first one the first one counts: a partner
 * whose record begins after an event it took part in was there, only not yet written down.
 * @param standings oldest first, at least one
 */
export function standingAt(standings: readonly Standing[], at: Instant): Standing {
  const found = standings.findLast((standing) => standing.at <= at) ?? standings[0];
  if (!found) throw new Error('a partner always has a standing');
  return found;
}

/** Only an active partner's clicks count and its payments earn (domain.md sections 2, 3, 7). */
export function isActiveAt(standings: readonly Standing[], at: Instant): boolean {
  return standingAt(standings, at).status === 'active';
}
