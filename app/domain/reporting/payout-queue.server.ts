import type { AdminScope } from '~/domain/identity/scope';
import { flagsOf, type PayoutFlag } from '~/domain/payout/batch-risk';
import { type Manifest, manifestHash } from '~/domain/payout/manifest';
import { groupBy } from '~/kernel/group';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';
import { getPartnerRisks, lastBefore, type PartnerRisk, paidBefore } from './partner-risks.server';

/** What of a payout an admin should see beside its amount. */
export interface PayoutContext {
  payoutId: string;
  flags: PayoutFlag[];
  /** commissions in it; clawbacks among them */
  items: number;
  recovered: number;
  /** the amount of the partner's payout before it that was approved; null: there was none */
  last: MinorUnits | null;
}

interface Row {
  id: string;
  partnerId: string;
  amount: bigint;
  currency: string;
  manifestHash: string;
  requestedAt: Date;
  /** it can still change into something that may not be paid */
  open: boolean;
  items: number;
  recovered: number;
  largest: bigint;
}

const PAYOUTS = `
  select p.id, p.partner_id as "partnerId", p.amount, p.currency, p.manifest_hash as "manifestHash",
    p.requested_at as "requestedAt", p.status in ('requested', 'approved') as open, i.*
  from payout p, lateral (
    select coalesce(sum(n), 0)::int as items, coalesce(sum(negative), 0)::int as recovered, coalesce(max(amount), 0)::bigint as largest
    from (
      select count(*) as n, count(*) filter (where x.amount < 0) as negative, sum(x.amount) as amount
      from payout_item x join commission c on c.id = x.commission_id
      where x.payout_id = p.id group by coalesce(c.customer_id, c.payment_ref, c.id)) by_customer) i
  where p.id = any($1)`;

/**
 * Flags and size of some payouts, by id (domain.md section 9; ADR-0086).
 * @param now the program's clock
 */
export async function getPayoutContexts(
  scope: AdminScope,
  payoutIds: readonly string[],
  now: Instant,
): Promise<Map<string, PayoutContext>> {
  const { rows } = await pool.query<Row>({
    name: 'payout-contexts',
    text: PAYOUTS,
    values: [[...payoutIds]],
  });
  const risks = await getPartnerRisks(
    scope,
    rows.map(({ partnerId }) => partnerId),
    now,
  );
  const changed = await changedSince(rows, risks);
  return new Map(
    rows.flatMap((row) => {
      const risk = risks.get(row.partnerId);
      return risk ? [[row.id, contextOf(row, risk, { changed: changed.has(row.id), now })]] : [];
    }),
  );
}

function contextOf(
  row: Row,
  risk: PartnerRisk,
  { changed, now }: { changed: boolean; now: Instant },
): PayoutContext {
  const payout = { id: row.id, requestedAt: row.requestedAt.getTime() };
  const flags = flagsOf(
    {
      amount: row.amount,
      paidBefore: paidBefore(risk, payout),
      destinationChangedAt: risk.destinationChangedAt,
      sales: risk.sales,
      salesTakenBack: risk.salesTakenBack,
      largestCustomer: row.largest,
      payable: risk.payable,
      partnerActive: risk.active,
      unchanged: !changed,
      ownPartner: risk.own,
    },
    now,
  );
  const { items, recovered } = row;
  return { payoutId: row.id, flags, items, recovered, last: lastBefore(risk, payout) };
}

type Item = Manifest['items'][number] & { payoutId: string };

/** Those of the payouts that would be another one if they were requested now (reliability.md I14), as flows/payout-manifest compares one. */
async function changedSince(
  rows: readonly Row[],
  risks: ReadonlyMap<string, PartnerRisk>,
): Promise<Set<string>> {
  const open = rows.filter((row) => row.open);
  if (open.length === 0) return new Set();
  const { rows: items } = await pool.query<Item>({
    name: 'payout-items-worth',
    text: `select i.payout_id as "payoutId", i.commission_id as "commissionId", i.amount,
        case when c.released_at is null or c.withdrawn_at is not null then 0 else c.amount - c.reversed end as worth
      from payout_item i join commission c on c.id = i.commission_id where i.payout_id = any($1)`,
    values: [open.map(({ id }) => id)],
  });
  const itemsOf = groupBy(items, (item) => item.payoutId);
  const hashes = await Promise.all(
    open.map(async ({ id, partnerId, amount, currency, manifestHash: requested }) => {
      const destination = risks.get(partnerId)?.destination ?? '';
      const found = (itemsOf.get(id) ?? []).map(({ payoutId: _, ...item }) => item);
      const hash = await manifestHash({
        payoutId: id,
        partnerId,
        amount,
        currency,
        destination,
        items: found,
      });
      return hash === requested ? [] : [id];
    }),
  );
  return new Set(hashes.flat());
}
