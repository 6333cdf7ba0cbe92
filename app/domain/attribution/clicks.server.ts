import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';
import type { LinkTarget } from './link-targets.server';

/** A visit to store: of a partner's link, or (target null) one that Impact sent. */
export interface NewVisit {
  /** the click's id; for Impact the `im_ref` value */
  id: string;
  at: Instant;
  target: LinkTarget | null;
  /** days; the window in force now */
  windowDays: number;
  /** how many versions of terms were known when the window was read */
  termsVersions: number;
  visitorId: string;
  /** the visitor was here before: only then can an earlier click make this one not unique */
  isReturning: boolean;
  /** counted in the roll-ups alone */
  isBot: boolean;
  landingUrl: string | null;
  referrerHost: string | null;
  addressHash: Buffer | null;
}

export type StoredVisit =
  | { outcome: 'stored'; isUnique: boolean }
  /** this id is a click already (the same `im_ref` again): nothing was counted */
  | { outcome: 'known' }
  | { outcome: 'counted_as_bot' }
  /** link, partner or terms changed since they were looked up: nothing was stored, look again */
  | { outcome: 'changed' };

/**
 * The click rows and both roll-ups in one statement, durable when it returns (performance.md: a statement per batch, never a timer).
 * - `target` holds every link and partner of the batch against the tables as they are now, and `visit` the terms: a click of a partner
 *   paused a moment ago is not stored, nor one under a window that no longer holds, whatever a process remembers.
 * - A click is unique unless the visitor's last unique click on the link is less than an hour old (domain.md section 2); within a
 *   batch the first eligible one is. Impact's clicks have no link: each `im_ref` is one.
 * - Roll-ups are counted from the rows really inserted, so storing a batch again after a lost answer counts nothing twice. They are
 *   locked in one order (days of links, then of the program), so that two processes never wait for each other in a circle.
 */
const STORE = `
  with target as materialized (
    select t.number, t.link_id, t.partner_id, t.source::"LinkSource" as source
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
           with ordinality as t (link_id, partner_id, source, terms_key, destination, number)
      join link l on l.id = t.link_id and l.archived_at is null and l.destination = t.destination
      join partner p on p.id = t.partner_id and p.status = 'active' and p.terms_key = t.terms_key
  ), visit as (
    select v.*, timestamptz 'epoch' + v.at_ms * interval '1 millisecond' as at,
           t.link_id, t.partner_id, t.source, (case when v.target = 0 then 'impact' else 'partner' end)::"Channel" as channel
      from unnest($6::text[], $7::int8[], $8::int4[], $9::int4[], $10::text[], $11::bool[], $12::bool[], $13::text[], $14::text[],
                  $15::bytea[], $16::int4[])
           with ordinality as v (id, at_ms, target, window_days, visitor_id, is_returning, is_bot, landing_url, referrer_host,
                                 ip_hash, terms_versions, number)
      left join target t on t.number = v.target
     where v.target = 0 or (t.number is not null and v.terms_versions = (select count(*) from terms_version))
  ), eligible as (
    select v.*, not v.is_bot and v.link_id is not null and coalesce(earlier.at <= v.at - interval '1 hour', true) as may_be_unique
      from visit v
      left join lateral (
        select c.at from click c
         where v.is_returning and c.visitor_id = v.visitor_id and c.link_id = v.link_id and c.is_unique
         order by c.at desc limit 1
      ) earlier on true
  ), judged as (
    select e.*, e.link_id is null
             or (e.may_be_unique and row_number() over (
               partition by e.visitor_id, e.link_id, e.may_be_unique order by e.at, e.number) = 1) as is_unique
      from eligible e
  ), stored as (
    insert into click (id, at, channel, partner_id, link_id, source, window_days, visitor_id, is_unique, landing_url,
                       referrer_host, ip_hash)
    select id, at, channel, partner_id, link_id, source, window_days, visitor_id, is_unique, landing_url, referrer_host, ip_hash
      from judged where not is_bot order by number
    on conflict (id) do nothing
    returning id, at, channel, partner_id, link_id, source, is_unique
  ), counted as (
    select channel, partner_id, link_id, source, (at at time zone 'UTC')::date as day, 1 as click, is_unique::int as uniq, 0 as bot
      from stored
    union all
    select channel, partner_id, link_id, source, (at at time zone 'UTC')::date, 0, 0, 1 from visit where is_bot
  ), link_days as (
    insert into click_daily as d (partner_id, link_id, day, source, clicks, unique_clicks, bots)
    select partner_id, link_id, day, min(source), sum(click), sum(uniq), sum(bot) from counted
     where link_id is not null group by partner_id, day, link_id order by partner_id, day, link_id
    on conflict (partner_id, day, link_id) do update set clicks = d.clicks + excluded.clicks,
      unique_clicks = d.unique_clicks + excluded.unique_clicks, bots = d.bots + excluded.bots
    returning 1
  ), program_days as (
    insert into program_daily as d (day, channel, clicks, unique_clicks, bots)
    select day, channel, sum(click), sum(uniq), sum(bot)
      from counted cross join (select count(*) from link_days) as link_days_first
     group by day, channel order by day, channel
    on conflict (day, channel) do update set clicks = d.clicks + excluded.clicks,
      unique_clicks = d.unique_clicks + excluded.unique_clicks, bots = d.bots + excluded.bots
    returning 1
  )
  select id, is_unique as "isUnique", null::int4 as target, null::int4 as "termsVersions" from stored
   union all
  select null, null, number::int4, null from target
   union all
  select null, null, null, count(*)::int4 from terms_version`;

/** A click that was inserted, or a target that still holds, or how many versions of terms there are. */
interface AnswerRow {
  id: string | null;
  isUnique: boolean | null;
  target: number | null;
  termsVersions: number | null;
}

/**
 * Stores visits together.
 * @param visits at most a few hundred, all within one hour of the clock
 * @returns what became of each, in order
 * @throws when the database refuses one of them or cannot be reached; nothing is stored then, or (a lost answer) everything, and
 * storing the same visits again is safe
 */
export async function storeVisits(visits: readonly NewVisit[]): Promise<StoredVisit[]> {
  const targets = numberTargets(visits);
  const values = columnsOf(visits, targets);
  const { rows } = await pool.query<AnswerRow>({ name: 'store-visits', text: STORE, values });
  const stored = new Map(rows.map(({ id, isUnique }) => [id, isUnique === true]));
  const standing = new Set(rows.map(({ target }) => target));
  const termsVersions = rows.find((row) => row.termsVersions !== null)?.termsVersions;
  return visits.map((visit) => {
    const holds =
      !visit.target ||
      (standing.has(targets.get(visit.target) ?? 0) && visit.termsVersions === termsVersions);
    if (!holds) return { outcome: 'changed' };
    if (visit.isBot) return { outcome: 'counted_as_bot' };
    const isUnique = stored.get(visit.id);
    return isUnique === undefined ? { outcome: 'known' } : { outcome: 'stored', isUnique };
  });
}

/** Each link of the batch once, counted from 1. */
function numberTargets(visits: readonly NewVisit[]): Map<LinkTarget, number> {
  const targets = new Map<LinkTarget, number>();
  for (const { target } of visits) if (target && !targets.has(target)) targets.set(target, targets.size + 1);
  return targets;
}

function columnsOf(visits: readonly NewVisit[], targets: Map<LinkTarget, number>): unknown[] {
  const links = [...targets.keys()];
  return [
    links.map((target) => target.linkId),
    links.map((target) => target.partnerId),
    links.map((target) => target.source),
    links.map((target) => target.termsKey),
    links.map((target) => target.destination),
    visits.map((visit) => visit.id),
    visits.map((visit) => visit.at),
    visits.map((visit) => (visit.target ? targets.get(visit.target) : 0)),
    visits.map((visit) => visit.windowDays),
    visits.map((visit) => visit.visitorId),
    visits.map((visit) => visit.isReturning),
    visits.map((visit) => visit.isBot),
    visits.map((visit) => visit.landingUrl),
    visits.map((visit) => visit.referrerHost),
    visits.map((visit) => visit.addressHash),
    visits.map((visit) => visit.termsVersions),
  ];
}
