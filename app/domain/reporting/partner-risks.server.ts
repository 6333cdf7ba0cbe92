import type { AdminScope } from '~/domain/identity/scope';
import { SALES_DAYS, TRAILING_PAYOUTS } from '~/domain/payout/batch-risk';
import type { MinorUnits } from '~/kernel/money';
import { DAY_MS, type Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';

/** What the flags of a partner's payouts are judged by, whatever the payout. */
export interface PartnerRisk {
  active: boolean;
  payable: boolean;
  /** where money would go now; null: nowhere */
  destination: string | null;
  destinationChangedAt: Instant | null;
  /** whoever looks belongs to it */
  own: boolean;
  sales: number;
  salesTakenBack: number;
  /** what was approved, and perhaps paid, the latest first */
  earlier: EarlierPayout[];
}

interface EarlierPayout {
  payoutId: string;
  amount: MinorUnits;
  requestedAt: Instant;
  paid: boolean;
}

interface Row {
  id: string;
  active: boolean;
  payable: boolean;
  destination: string | null;
  changedAt: Date | null;
  own: boolean;
  sales: number;
  takenBack: number;
  earlier: Array<{ id: string; amount: string; at: number; paid: boolean }>;
}

// A refund that failed and a dispute that was won took nothing back. Purchases have no customer: whose they are their commissions say.
const RISKS = `
  select p.id, p.status = 'active' as active, place.destination is not null and (p.payout_method = 'manual' or p.payable) as payable,
    place.destination, p.destination_changed_at as "changedAt",
    exists (select from partner_member m where m.partner_id = p.id and m.user_id = $2 and m.left_at is null) as own,
    s.sales, s."takenBack",
    coalesce((select json_agg(json_build_object('id', o.id, 'amount', o.amount::text, 'paid', o.status = 'paid',
        'at', (extract(epoch from o.requested_at) * 1000)::bigint) order by o.requested_at desc, o.id desc)
      from (select * from payout where partner_id = p.id and status in ('approved', 'sending', 'paid')
        order by requested_at desc, id desc limit $4) o), '[]') as earlier
  from partner p,
    -- as payoutPlace says of one partner
    lateral (select case p.payout_method when 'manual' then 'manual:' || p.manual_destination_id else p.stripe_account_id end as destination) place,
    lateral (
      select count(*)::int as sales, (count(*) filter (where
          exists (select from refund f where f.payment_id = y.id
            and not exists (select from refund_undone u where u.external_id = f.external_id))
          or exists (select from dispute d where d.payment_id = y.id
            and d.outcome is distinct from 'won' and d.restored_at is null)))::int as "takenBack"
      from (
        select y.id from referral r join payment y on y.customer_id = r.customer_id
          where r.partner_id = p.id and r.channel = 'partner' and y.at > $3
        union
        select y.id from commission c join payment y on y.id = c.payment_id
          where c.partner_id = p.id and y.customer_id is null and y.at > $3) y) s
  where p.id = any($1)`;

/**
 * By partner id. Twice as many earlier payouts are read as are judged by: some may be on their way.
 * @param scope who looks: a member of a partner is told; null: the operator at the command line
 * @param now the program's clock
 */
export async function getPartnerRisks(
  scope: AdminScope | null,
  partnerIds: readonly string[],
  now: Instant,
): Promise<Map<string, PartnerRisk>> {
  const since = new Date(now - SALES_DAYS * DAY_MS);
  const { rows } = await pool.query<Row>({
    name: 'partner-risks',
    text: RISKS,
    values: [[...new Set(partnerIds)], scope?.userId ?? '', since, 2 * TRAILING_PAYOUTS],
  });
  return new Map(rows.map((row) => [row.id, riskOf(row)]));
}

function riskOf(row: Row): PartnerRisk {
  const { active, payable, destination, changedAt, own, sales, takenBack } = row;
  return {
    ...{ active, payable, destination, own, sales },
    destinationChangedAt: changedAt?.getTime() ?? null,
    salesTakenBack: takenBack,
    earlier: row.earlier.map(({ id, amount, at, paid }) => ({
      ...{ payoutId: id, paid, requestedAt: at },
      amount: BigInt(amount),
    })),
  };
}

/** A payout, or null for one that would be requested now. */
type Subject = { id: string; requestedAt: Instant } | null;

function before(risk: PartnerRisk, payout: Subject): EarlierPayout[] {
  return risk.earlier.filter(
    ({ payoutId, requestedAt }) =>
      payout === null || (payoutId !== payout.id && requestedAt <= payout.requestedAt),
  );
}

/** What was paid before a payout was requested, as the flags take it. */
export function paidBefore(risk: PartnerRisk, payout: Subject): MinorUnits[] {
  return before(risk, payout)
    .filter(({ paid }) => paid)
    .slice(0, TRAILING_PAYOUTS)
    .map(({ amount }) => amount);
}

/** The last cycle: the payout before it that was approved; null when there was none. */
export function lastBefore(risk: PartnerRisk, payout: Subject): MinorUnits | null {
  return before(risk, payout)[0]?.amount ?? null;
}
