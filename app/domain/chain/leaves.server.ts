import { groupBy } from '~/kernel/group';
import type { Tx } from '~/platform/transaction.server';
import { canonical } from './canonical';
import { commitment } from './commitment';
import type { ClickLeaf, DeliveryLeaf } from './leaf';
import { PROGRAM_CHAIN } from './record';

/** What a day's root seals: leaves in order of storing, each as canonical JSON. */
export interface DayLeaves<Leaf> {
  leaves: Leaf[];
  texts: string[];
}

/** The subject of the salt of a chain's day. */
export const daySalt = (chain: string, type: 'clicks' | 'inbox', day: string) => `${type}:${chain}:${day}`;

interface ClickRow {
  id: string;
  seq: bigint;
  at: Date;
  channel: 'partner' | 'impact';
  linkId: string | null;
  source: string | null;
  windowDays: number;
  isUnique: boolean;
  visitorId: string;
  landingUrl: string | null;
  referrerHost: string | null;
  ipHash: Buffer | null;
}

/** A day of one chain whose clicks are to be read. */
export interface ClickDay {
  chain: string;
  /** "2026-01-31" */
  day: string;
  salt: string;
}

/** The clicks of a chain's partner on a UTC day; for `program` those of Impact. */
export async function clickLeaves(
  tx: Tx,
  { chain, day }: Omit<ClickDay, 'salt'>,
  salt: string,
): Promise<DayLeaves<ClickLeaf>> {
  const [leaves] = await clickLeavesOf(tx, [{ chain, day, salt }]);
  return leaves ?? withTexts([]);
}

/** Likewise for several days in one question, in their order. */
export async function clickLeavesOf(tx: Tx, days: readonly ClickDay[]): Promise<DayLeaves<ClickLeaf>[]> {
  const wanted = days.map(({ chain, day }, n) => ({
    n,
    partner: chain === PROGRAM_CHAIN ? null : chain,
    day: `${day}T00:00:00Z`,
  }));
  const rows = await tx.$queryRaw<Array<ClickRow & { n: number }>>`
    with d as (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as d(n int, partner text, day timestamptz)),
      found as (
        select d.n, c.* from d join click c on c.partner_id = d.partner and c.at >= d.day and c.at < d.day + interval '1 day'
        union all
        select d.n, c.* from d join click c on c.at >= d.day and c.at < d.day + interval '1 day'
        where d.partner is null and c.partner_id is null)
    select n, id, seq, at, channel::text as channel, link_id as "linkId", source::text as source, window_days as "windowDays",
      is_unique as "isUnique", visitor_id as "visitorId", landing_url as "landingUrl", referrer_host as "referrerHost", ip_hash as "ipHash"
    from found order by n, seq`;
  const byDay = groupBy(rows, (row) => row.n);
  return days.map(({ salt }, n) => withTexts((byDay.get(n) ?? []).map((row) => clickLeaf(row, salt))));
}

function clickLeaf(
  { visitorId, landingUrl, referrerHost, ipHash, ...row }: ClickRow,
  salt: string,
): ClickLeaf {
  return {
    id: row.id,
    seq: String(row.seq),
    at: row.at.toISOString(),
    channel: row.channel,
    link: row.linkId,
    source: row.source,
    windowDays: row.windowDays,
    unique: row.isUnique,
    visit: commitment(`${salt}:${row.id}`, {
      visitorId,
      landingUrl,
      referrerHost,
      ipHash: ipHash === null ? null : Buffer.from(ipHash).toString('hex'),
    }),
  };
}

/** The deliveries received on a UTC day, for chain `program`. */
export async function deliveryLeaves(tx: Tx, day: string, salt: string): Promise<DayLeaves<DeliveryLeaf>> {
  const rows = await tx.$queryRaw<
    Array<{
      id: string;
      seq: bigint;
      source: string;
      externalId: string;
      type: string;
      body: string;
      receivedAt: Date;
    }>
  >`
    select id, seq, source::text as source, external_id as "externalId", type, body, received_at as "receivedAt" from inbound_event
    where received_at >= ${`${day}T00:00:00Z`}::timestamptz
      and received_at < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day'
    order by seq`;
  return withTexts(
    rows.map(({ seq, receivedAt, body, ...row }) => ({
      ...row,
      seq: String(seq),
      receivedAt: receivedAt.toISOString(),
      body: commitment(`${salt}:${row.id}`, body),
    })),
  );
}

function withTexts<Leaf>(leaves: Leaf[]): DayLeaves<Leaf> {
  return { leaves, texts: leaves.map(canonical) };
}
