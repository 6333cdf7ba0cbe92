import { requireTerms, termsKeyOfLink } from '~/domain/attribution/terms-of';
import { IMPACT_WINDOW_DAYS } from '~/domain/attribution/visit';
import { standingAt } from '~/domain/partner/standing';
import { loadPartnerRecords } from '~/domain/partner/standings.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { type QueryCheck, runQueries, type Snapshot } from './snapshot.server';

/** Clicks that two processes stored at once, or while terms or a standing changed, may each have seen what came just before. */
const RACE_SECONDS = 10;

/** Clicks against their links, their windows, the hour rule and the roll-ups (domain.md section 2; reliability.md I10). */
export async function checkClicks(snapshot: Snapshot): Promise<void> {
  await runQueries(snapshot, [linkDays, programDays, uniqueness, links]);
  await checkWindows(snapshot);
}

const linkDays: QueryCheck = {
  check: 'clicks.link_days',
  table: 'click_daily',
  sql: Prisma.sql`
    with counted as (
      select partner_id, link_id, (at at time zone 'UTC')::date as day, count(*) as clicks, count(*) filter (where is_unique) as uniques
      from click where link_id is not null group by 1, 2, 3)
    select format('click_daily %s %s %s', partner_id, link_id, to_char(day, 'YYYY-MM-DD')) as subject,
      format('%s clicks are stored, %s of them unique; the day says %s, %s', coalesce(c.clicks, 0), coalesce(c.uniques, 0),
        coalesce(d.clicks, 0), coalesce(d.unique_clicks, 0)) as message,
      null::bigint as amount
    from click_daily d full join counted c using (partner_id, link_id, day)
    where coalesce(d.clicks, 0) <> coalesce(c.clicks, 0) or coalesce(d.unique_clicks, 0) <> coalesce(c.uniques, 0)
    union all
    select format('click_daily %s %s %s', d.partner_id, d.link_id, to_char(d.day, 'YYYY-MM-DD')),
      format('its source is %s; its link is %s of %s', d.source, coalesce(l.source::text, 'none'), coalesce(l.partner_id, 'nobody')), null
    from click_daily d left join link l on l.id = d.link_id
    where l.id is null or l.partner_id <> d.partner_id or l.source <> d.source`,
};

const programDays: QueryCheck = {
  check: 'clicks.program_days',
  table: 'program_daily',
  sql: Prisma.sql`
    with counted as (
      select channel, (at at time zone 'UTC')::date as day, count(*) as clicks, count(*) filter (where is_unique) as uniques
      from click group by 1, 2)
    select format('program_daily %s %s', to_char(day, 'YYYY-MM-DD'), channel) as subject,
      format('%s clicks are stored, %s of them unique; the day says %s, %s', coalesce(c.clicks, 0), coalesce(c.uniques, 0),
        coalesce(d.clicks, 0), coalesce(d.unique_clicks, 0)) as message,
      null::bigint as amount
    from program_daily d full join counted c using (channel, day)
    where coalesce(d.clicks, 0) <> coalesce(c.clicks, 0) or coalesce(d.unique_clicks, 0) <> coalesce(c.uniques, 0)`,
};

// Each click is judged by the last one before it that is called unique: if every one agrees with that, all do.
const uniqueness: QueryCheck = {
  check: 'clicks.unique',
  table: 'click',
  sql: Prisma.sql`
    with judged as (
      select id, at, is_unique, link_id, max(at) filter (where is_unique) over earlier as last_unique,
        max(at) over earlier as last_at
      from click
      window earlier as (partition by visitor_id, link_id order by at, seq rows between unbounded preceding and 1 preceding))
    select 'click ' || id as subject,
      case when is_unique then format('is called unique less than an hour after the one of %s', last_unique)
        else 'is not called unique although no unique one is less than an hour older' end as message,
      null::bigint as amount
    from judged
    where is_unique <> (link_id is null or last_unique is null or last_unique <= at - interval '1 hour')
      and coalesce(at - last_at > ${`${RACE_SECONDS} seconds`}::interval, true)`,
};

const links: QueryCheck = {
  check: 'clicks.links',
  table: 'click',
  sql: Prisma.sql`
    select 'click ' || c.id as subject,
      case when c.channel = 'impact' then 'is Impact’s and names a partner, a link or another window than Impact’s'
        when l.id is null then format('its link %s does not exist', c.link_id)
        when c.at < l.created_at then format('is older than its link, which is of %s', l.created_at)
        else format('is of %s, source %s; its link is of %s, source %s', c.partner_id, c.source, l.partner_id, l.source) end as message,
      null::bigint as amount
    from click c left join link l on l.id = c.link_id
    where case when c.channel = 'impact'
      then c.partner_id is not null or c.link_id is not null or c.source is not null or c.window_days <> ${IMPACT_WINDOW_DAYS}
      else l.id is null or l.partner_id <> c.partner_id or l.source <> c.source or c.at < l.created_at end`,
};

interface Stretch {
  partner_id: string;
  source: string;
  from_at: string | null;
  to_at: string | null;
  window_days: number;
}

/** A partner's click has the window of the terms it counted under, and its partner was active. */
async function checkWindows(snapshot: Snapshot): Promise<void> {
  const stretches = JSON.stringify(await activeStretches(snapshot));
  await runQueries(snapshot, [
    {
      check: 'clicks.windows',
      table: 'click',
      where: Prisma.sql`channel = 'partner'`,
      sql: Prisma.sql`
        with allowed as materialized (
          select partner_id, source::"LinkSource" as source, window_days,
            coalesce(from_at, '-infinity') - ${`${RACE_SECONDS} seconds`}::interval as from_at,
            coalesce(to_at, 'infinity') + ${`${RACE_SECONDS} seconds`}::interval as to_at
          from jsonb_to_recordset(${stretches}::jsonb)
            as r(partner_id text, source text, from_at timestamptz, to_at timestamptz, window_days int))
        select 'click ' || c.id as subject,
          format('has a window of %s days at %s; its partner was not active then, or its terms had another window',
            c.window_days, c.at) as message,
          null::bigint as amount
        from click c
        where c.channel = 'partner' and not exists (
          select from allowed a where a.partner_id = c.partner_id and a.source = c.source and a.window_days = c.window_days
            and a.from_at <= c.at and c.at < a.to_at)`,
    },
  ]);
}

/** From when to when each partner was active, and with which window for each source of link. */
async function activeStretches({ tx }: Snapshot): Promise<Stretch[]> {
  const terms = await loadAllTerms(tx);
  const ids = (await tx.partner.findMany({ select: { id: true } })).map((row) => row.id);
  const partners = await loadPartnerRecords(tx, ids);
  const changes = terms.map((version) => version.effectiveAt);
  const iso = (at: Instant | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return [...partners].flatMap(([partnerId, { standings }]) => {
    if (standings.length === 0) return [];
    // from the beginning of time: before its first standing the first one counts
    const turns = [...new Set([...standings.map((one) => one.at), ...changes])].sort((a, b) => a - b);
    const starts: Array<Instant | undefined> = [undefined, ...turns];
    return starts.flatMap((from, index) => {
      const standing = standingAt(standings, from ?? Number.NEGATIVE_INFINITY);
      if (standing.status !== 'active') return [];
      return (['direct_link', 'content', 'agency'] as const).map((source) => ({
        partner_id: partnerId,
        source,
        from_at: iso(from),
        to_at: iso(starts[index + 1]),
        window_days: requireTerms(
          terms,
          termsKeyOfLink(source, standing.termsKey),
          from ?? Number.NEGATIVE_INFINITY,
        ).windowDays,
      }));
    });
  });
}
