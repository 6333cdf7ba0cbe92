import { replicaPool } from '~/platform/db.server';
import { NET, PURCHASES } from './purchases-sql';

/** What a partner brought and earned so far; minor units of the program's currency. */
export interface PartnerTotals {
  /** repeats included, bots not */
  clicks: number;
  /** credited to it now */
  customers: number;
  /** of its customers and of purchases credited by themselves, without what was given back */
  revenue: bigint;
  /** without what was reversed */
  commission: bigint;
  currency: string;
}

/** Totals of partners by id; one that is unknown has none. */
export async function partnerTotals(partnerIds: readonly string[]): Promise<Map<string, PartnerTotals>> {
  if (partnerIds.length === 0) return new Map();
  const { rows } = await replicaPool.query<PartnerTotals & { partnerId: string }>({
    name: 'partner-totals',
    text: `select a.id as "partnerId", program.currency, coalesce(d.clicks, 0)::int as clicks, coalesce(h.customers, 0)::int as customers,
        (coalesce(h.revenue, 0) + coalesce(s.revenue, 0))::bigint as revenue, coalesce(c.commission, 0)::bigint as commission
      from program, unnest($1::text[]) as a(id)
        left join lateral (select sum(clicks) as clicks from click_daily where partner_id = a.id) d on true
        left join lateral (select count(*) as customers, sum(u.lifetime_value) as revenue
          from referral h join customer u on u.id = h.customer_id where h.partner_id = a.id) h on true
        left join lateral (select sum(amount - reversed) as commission from commission
          where partner_id = a.id and withdrawn_at is null) c on true
        left join lateral (select sum(net) as revenue from (
          select distinct p.id, ${NET} as net from ${PURCHASES} and co.partner_id = a.id) purchase) s on true`,
    values: [partnerIds],
  });
  return new Map(rows.map(({ partnerId, ...totals }) => [partnerId, totals]));
}
