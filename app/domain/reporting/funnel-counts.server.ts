import type { LinkSource } from '~/domain/attribution/click';
import { DAY_MS, type Instant, utcDate } from '~/kernel/time';
import { replicaPool } from '~/platform/db.server';
import type { FunnelCounts } from './funnel';
import { NET, PURCHASES } from './purchases-sql';

/** Whose funnel, of which period: from <= instant < to. */
export interface FunnelFilter {
  from: Instant;
  to: Instant;
  partnerId?: string;
  linkId?: string;
  source?: LinkSource;
}

/** What was counted on a UTC day. */
export interface DayCounts {
  day: Instant;
  counts: Partial<FunnelCounts>;
}

/** The parameters of a statement, numbered as they are used. */
function statement(filter: FunnelFilter) {
  const values: unknown[] = [new Date(filter.from), new Date(filter.to)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  /** " and …" for each column the filter narrows */
  const narrow = (columns: { partner: string; link: string; source: string }) =>
    [
      filter.partnerId === undefined ? '' : ` and ${columns.partner} = ${bind(filter.partnerId)}`,
      filter.linkId === undefined ? '' : ` and ${columns.link} = ${bind(filter.linkId)}`,
      filter.source === undefined ? '' : ` and ${columns.source} = ${bind(filter.source)}::"LinkSource"`,
    ].join('');
  return { values, bind, narrow };
}

// A referral's link is its click's; how a referral and a purchase are narrowed.
const ofReferral = {
  partner: 'r.partner_id',
  link: '(select link_id from click where id = r.click_id)',
  source: 'r.source',
};
const ofCommission = {
  partner: 'co.partner_id',
  link: 'k.link_id',
  source: 'coalesce(r.source, k.source)',
};

interface ClickRow {
  day: string;
  clicks: number;
  uniqueClicks: number;
}

/**
 * Clicks and unique clicks by day, from the roll-ups. Where the period begins or ends inside a day, that day alone is counted from its
 * clicks: a roll-up knows no hours.
 */
export async function countClicks(filter: FunnelFilter): Promise<DayCounts[]> {
  const firstWhole = Math.ceil(filter.from / DAY_MS) * DAY_MS;
  const lastWhole = Math.floor(filter.to / DAY_MS) * DAY_MS;
  const edges: Array<[Instant, Instant]> =
    firstWhole > lastWhole
      ? [[filter.from, filter.to]]
      : [
          [filter.from, firstWhole],
          [lastWhole, filter.to],
        ];
  const rows = await Promise.all([
    firstWhole < lastWhole ? wholeDays({ ...filter, from: firstWhole, to: lastWhole }) : [],
    ...edges.filter(([from, to]) => from < to).map(([from, to]) => partOfDay({ ...filter, from, to })),
  ]);
  return rows.flat().map(({ day, ...counts }) => ({ day: Date.parse(day), counts }));
}

async function wholeDays(filter: FunnelFilter): Promise<ClickRow[]> {
  const { values, narrow } = statement(filter);
  values.splice(0, 2, utcDate(filter.from), utcDate(filter.to));
  const narrowed = narrow({ partner: 'partner_id', link: 'link_id', source: 'source' });
  const { rows } = await replicaPool.query<ClickRow>(
    `select day, sum(clicks)::int as clicks, sum(unique_clicks)::int as "uniqueClicks"
      from ${narrowed === '' ? 'program_daily' : 'click_daily'}
      where day >= $1::date and day < $2::date ${narrowed} group by day`,
    values,
  );
  return rows;
}

async function partOfDay(filter: FunnelFilter): Promise<ClickRow[]> {
  const { values, narrow } = statement(filter);
  const narrowed = narrow({ partner: 'partner_id', link: 'link_id', source: 'source' });
  const { rows } = await replicaPool.query<ClickRow>(
    `select at::date as day, count(*)::int as clicks, (count(*) filter (where is_unique))::int as "uniqueClicks"
      from click where at >= $1 and at < $2 ${narrowed} group by 1`,
    values,
  );
  return rows;
}

type CohortCounts = Omit<FunnelCounts, 'clicks' | 'uniqueClicks'> & { trialing: number; churned: number };

/** How far the referrals linked in the period have come by now, and what they brought. */
export async function countCohort(filter: FunnelFilter): Promise<CohortCounts> {
  const { values, narrow } = statement(filter);
  const { rows } = await replicaPool.query<CohortCounts>(
    `select (count(*) filter (where r.click_id is null))::int as "withoutClick", count(*)::int as "signedUp",
        (count(*) filter (where c.stage >= 'activated'))::int as activated,
        (count(*) filter (where c.stage >= 'paid'))::int as paid,
        (count(*) filter (where c.stage = 'sustained'))::int as sustained,
        (count(*) filter (where c.trialing))::int as trialing,
        (count(*) filter (where c.churned_at is not null))::int as churned,
        coalesce(sum(c.lifetime_value), 0)::bigint as revenue, coalesce(sum(earned.amount), 0)::bigint as commission
      from referral r join customer c on c.id = r.customer_id
        left join lateral (select sum(co.amount - co.reversed) as amount from commission co
          where co.customer_id = c.id and co.partner_id = r.partner_id and co.withdrawn_at is null) earned on true
      where r.linked_at >= $1 and r.linked_at < $2 ${narrow(ofReferral)}`,
    values,
  );
  if (!rows[0]) throw new Error('an aggregate has one row');
  return rows[0];
}

/** Purchases credited by themselves: what those brought whose click (or, where none is known, payment) is in the period. */
export async function countPurchases(
  filter: FunnelFilter,
): Promise<Pick<FunnelCounts, 'revenue' | 'commission'>> {
  const { values, narrow } = statement(filter);
  const { rows } = await replicaPool.query<Pick<FunnelCounts, 'revenue' | 'commission'>>(
    `select coalesce(sum(net), 0)::bigint as revenue, coalesce(sum(earned), 0)::bigint as commission from (
        select p.id, ${NET} as net, sum(co.amount - co.reversed) as earned from ${PURCHASES}
          and coalesce(k.at, p.at) >= $1 and coalesce(k.at, p.at) < $2 ${narrow(ofCommission)}
        group by p.id) purchase`,
    values,
  );
  return rows[0] ?? { revenue: 0n, commission: 0n };
}

/** Milestones of referred customers by the day they were reached. */
export async function countMilestones(filter: FunnelFilter): Promise<DayCounts[]> {
  const { values, narrow } = statement(filter);
  const { rows } = await replicaPool.query<{ day: string; milestone: keyof FunnelCounts; count: number }>(
    `select m.at::date as day, m.milestone, count(*)::int as count
      from referral r join customer c on c.id = r.customer_id,
        lateral (values ('withoutClick', case when r.click_id is null then r.linked_at end), ('signedUp', c.signed_up_at),
          ('activated', c.activated_at), ('paid', c.paid_at), ('sustained', c.sustained_at)) as m(milestone, at)
      where m.at >= $1 and m.at < $2 ${narrow(ofReferral)} group by 1, 2`,
    values,
  );
  return rows.map(({ day, milestone, count }) => ({ day: Date.parse(day), counts: { [milestone]: count } }));
}

/** Revenue by the day of its payment, and commissions by the day they accrued; both without what was given back since. */
export async function countMoney(filter: FunnelFilter): Promise<DayCounts[]> {
  const referred = statement(filter);
  const purchased = statement(filter);
  const earned = statement(filter);
  const run = (sql: string, values: unknown[]) =>
    replicaPool.query<{ day: string; amount: bigint }>(sql, values).then(({ rows }) => rows);
  const [payments, purchases, commissions] = await Promise.all([
    run(
      `select p.at::date as day, sum(${NET})::bigint as amount
        from payment p join referral r on r.customer_id = p.customer_id
        where p.at >= $1 and p.at < $2 ${referred.narrow(ofReferral)} group by 1`,
      referred.values,
    ),
    run(
      `select day, sum(net)::bigint as amount from (
          select distinct p.id, p.at::date as day, ${NET} as net from ${PURCHASES}
            and p.at >= $1 and p.at < $2 ${purchased.narrow(ofCommission)}) purchase group by 1`,
      purchased.values,
    ),
    run(
      `select co.accrued_at::date as day, sum(co.amount - co.reversed)::bigint as amount from commission co
          left join payment p on p.id = co.payment_id
          left join referral r on r.customer_id = co.customer_id and r.partner_id = co.partner_id
          left join click k on k.id = coalesce(r.click_id, p.click_id)
        where co.withdrawn_at is null and co.accrued_at >= $1 and co.accrued_at < $2 ${earned.narrow(ofCommission)} group by 1`,
      earned.values,
    ),
  ]);
  const on = (rows: typeof payments, name: 'revenue' | 'commission'): DayCounts[] =>
    rows.map(({ day, amount }) => ({ day: Date.parse(day), counts: { [name]: amount } }));
  return [...on(payments, 'revenue'), ...on(purchases, 'revenue'), ...on(commissions, 'commission')];
}
