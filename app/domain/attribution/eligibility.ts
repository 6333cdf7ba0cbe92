import { isActiveAt, type Standing } from '~/domain/partner/standing';
import { byKeys } from '~/kernel/order';
import { addDays, type Instant } from '~/kernel/time';
import type { Click } from './click';

export type StandingsOf = (partnerId: string) => readonly Standing[];

export type ClickVerdict = 'eligible' | 'after_the_event' | 'outside_window' | 'partner_not_active';

/**
 * Whether a click may be credited with something that happened at `at`: `click.at <= at <= click.at + window`, both ends included,
 * and its partner active at that instant (domain.md section 3, candidate 3).
 */
export function judgeClick(click: Click, at: Instant, standingsOf: StandingsOf): ClickVerdict {
  if (click.at > at) return 'after_the_event';
  if (at > addDays(click.at, click.windowDays)) return 'outside_window';
  if (click.partnerId !== null && !isActiveAt(standingsOf(click.partnerId), at)) return 'partner_not_active';
  return 'eligible';
}

const strength = byKeys<Click>(
  (click) => click.at,
  (click) => (click.channel === 'partner' ? 1 : 0),
  (click) => click.seq,
);

/** Positive when `a` is credited before `b`: the later one; at one instant a partner's before Impact's; then the one stored last. */
export function compareClicks(a: Click, b: Click): number {
  return strength(a, b);
}

/** The click that wins among several, or undefined. */
export function latestClick(clicks: readonly Click[]): Click | undefined {
  return clicks.reduce<Click | undefined>(
    (best, click) => (best === undefined || compareClicks(click, best) > 0 ? click : best),
    undefined,
  );
}
