import type { LinkSource } from '~/domain/attribution/click';
import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Instant } from '~/kernel/time';
import { replicaPool } from '~/platform/db.server';
import { type FunnelFigures, type FunnelInterval, noCounts, pointStarts, seriesOf, totalsOf } from './funnel';
import {
  countClicks,
  countCohort,
  countMilestones,
  countMoney,
  countPurchases,
  type FunnelFilter,
} from './funnel-counts.server';

export interface FunnelQuery {
  /** from <= linked < to */
  from: Instant;
  to: Instant;
  interval: FunnelInterval;
  linkId?: string;
  source?: LinkSource;
  /** an admin's narrowing; ignored for a partner */
  partnerId?: string;
}

export interface Funnel {
  /** ISO 4217, of every amount */
  currency: string;
  /** trialing and churned stand beside the bars */
  totals: FunnelFigures & { trialing: number; churned: number };
  /** one point per interval, oldest first, empty ones too; `date` is its first day */
  series: Array<FunnelFigures & { date: string }>;
}

/**
 * The funnel of a period (domain.md section 4): totals follow what was linked in it, points count what happened in them. Without a filter
 * an admin sees the whole program, Impact's referrals among them. At most MOST_POINTS points.
 */
export async function getFunnel(scope: Scope, query: FunnelQuery): Promise<Funnel> {
  const { from, to, interval, linkId, source } = query;
  const partnerId = visiblePartnerId(scope, query.partnerId);
  const filter: FunnelFilter = {
    ...{ from, to },
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(linkId === undefined ? {} : { linkId }),
    ...(source === undefined ? {} : { source }),
  };
  const [currency, clicks, cohort, purchases, milestones, money] = await Promise.all([
    programCurrency(),
    countClicks(filter),
    countCohort(filter),
    countPurchases(filter),
    countMilestones(filter),
    countMoney(filter),
  ]);
  const { trialing, churned, ...followed } = cohort;
  const totals = totalsOf({
    ...noCounts,
    ...followed,
    clicks: sumOf(clicks.map(({ counts }) => counts.clicks)),
    uniqueClicks: sumOf(clicks.map(({ counts }) => counts.uniqueClicks)),
    revenue: followed.revenue + purchases.revenue,
    commission: followed.commission + purchases.commission,
  });
  const counted = [...clicks, ...milestones, ...money];
  return {
    currency,
    totals: { ...totals, trialing, churned },
    series: seriesOf(pointStarts(from, to, interval), counted, interval),
  };
}

async function programCurrency(): Promise<string> {
  const { rows } = await replicaPool.query<{ currency: string }>('select currency from program');
  return rows[0]?.currency ?? 'USD';
}

function sumOf(numbers: ReadonlyArray<number | undefined>): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}
