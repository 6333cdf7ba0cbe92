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

/**
 * The clicks of a chain's partner on a UTC day; for `program` those of Impact.
 * @param day "2026-01-31"
 */
export async function clickLeaves(
  tx: Tx,
  { chain, day }: { chain: string; day: string },
  salt: string,
): Promise<DayLeaves<ClickLeaf>> {
  const partnerId = chain === PROGRAM_CHAIN ? null : chain;
  const rows = await tx.$queryRaw<ClickRow[]>`
    select id, seq, at, channel::text as channel, link_id as "linkId", source::text as source, window_days as "windowDays",
      is_unique as "isUnique", visitor_id as "visitorId", landing_url as "landingUrl", referrer_host as "referrerHost", ip_hash as "ipHash"
    from click
    where at >= ${`${day}T00:00:00Z`}::timestamptz and at < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day'
      and (partner_id = ${partnerId} or (${partnerId}::text is null and partner_id is null))
    order by seq`;
  return withTexts(
    rows.map(({ visitorId, landingUrl, referrerHost, ipHash, ...row }) => ({
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
    })),
  );
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
