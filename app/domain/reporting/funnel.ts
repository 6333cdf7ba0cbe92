import { divideHalfUp } from '~/kernel/money';
import { DAY_MS, type Instant, utcDate } from '~/kernel/time';

export const funnelIntervals = ['day', 'week', 'month'] as const;
export type FunnelInterval = (typeof funnelIntervals)[number];

/** A series is drawn and read: more points than this are neither. */
export const MOST_POINTS = 1000;

/** The bars of the funnel and the money beside them; amounts in minor units of the program's currency. */
export interface FunnelFigures {
  clicks: number;
  uniqueClicks: number;
  linked: number;
  signedUp: number;
  activated: number;
  paid: number;
  sustained: number;
  revenue: bigint;
  commission: bigint;
  /** earnings per click: commission / clicks, half up; 0 without clicks */
  epc: bigint;
}

/** What is counted; the funnel follows from it. */
export interface FunnelCounts {
  clicks: number;
  uniqueClicks: number;
  /** referrals that no click brought: invitations, handoffs, promotion codes */
  withoutClick: number;
  signedUp: number;
  activated: number;
  paid: number;
  sustained: number;
  revenue: bigint;
  commission: bigint;
}

export const noCounts: FunnelCounts = {
  clicks: 0,
  uniqueClicks: 0,
  withoutClick: 0,
  signedUp: 0,
  activated: 0,
  paid: 0,
  sustained: 0,
  revenue: 0n,
  commission: 0n,
};

/**
 * The totals of a cohort: linked = unique clicks + referrals without a click (domain.md section 4). Several colleagues may be credited to
 * one click, and a click of the period to a repeat of one before it: linked is then as large as what followed, so that no bar is
 * larger than the one before it.
 */
export function totalsOf(counts: FunnelCounts): FunnelFigures {
  return figures(counts, Math.max(counts.uniqueClicks + counts.withoutClick, counts.signedUp));
}

/** One point of a series: each milestone on its own day, so a bar may be larger than the one before it. */
export function pointOf(counts: FunnelCounts): FunnelFigures {
  return figures(counts, counts.uniqueClicks + counts.withoutClick);
}

function figures({ withoutClick: _, ...counts }: FunnelCounts, linked: number): FunnelFigures {
  const epc = counts.clicks === 0 ? 0n : divideHalfUp(counts.commission, BigInt(counts.clicks));
  return { ...counts, linked, epc };
}

/** Where the point begins that an instant belongs to: UTC days, weeks from Monday, calendar months. */
export function pointStart(at: Instant, interval: FunnelInterval): Instant {
  const date = new Date(at);
  const day = at - (((at % DAY_MS) + DAY_MS) % DAY_MS);
  switch (interval) {
    case 'day':
      return day;
    case 'week':
      return day - ((date.getUTCDay() + 6) % 7) * DAY_MS;
    case 'month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
}

/** The starts of all points that [from, to) touches, oldest first; one more than MOST_POINTS when there are too many. */
export function pointStarts(from: Instant, to: Instant, interval: FunnelInterval): Instant[] {
  const starts: Instant[] = [];
  for (let start = pointStart(from, interval); start < to && starts.length <= MOST_POINTS; ) {
    starts.push(start);
    const beyond = { day: 1, week: 7, month: 32 }[interval];
    start = pointStart(start + beyond * DAY_MS, interval);
  }
  return starts;
}

/**
 * Points for every start, empty ones too.
 * @param counted what was counted on which UTC day
 */
export function seriesOf(
  starts: readonly Instant[],
  counted: ReadonlyArray<{ day: Instant; counts: Partial<FunnelCounts> }>,
  interval: FunnelInterval,
): Array<FunnelFigures & { date: string }> {
  const points = new Map(starts.map((start) => [start, { ...noCounts }]));
  for (const { day, counts } of counted) {
    const point = points.get(pointStart(day, interval));
    if (point) add(point, counts);
  }
  return [...points].map(([start, counts]) => ({ date: utcDate(start), ...pointOf(counts) }));
}

function add(point: FunnelCounts, more: Partial<FunnelCounts>): void {
  point.clicks += more.clicks ?? 0;
  point.uniqueClicks += more.uniqueClicks ?? 0;
  point.withoutClick += more.withoutClick ?? 0;
  point.signedUp += more.signedUp ?? 0;
  point.activated += more.activated ?? 0;
  point.paid += more.paid ?? 0;
  point.sustained += more.sustained ?? 0;
  point.revenue += more.revenue ?? 0n;
  point.commission += more.commission ?? 0n;
}
