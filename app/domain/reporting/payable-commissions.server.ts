import type { Item, PayableCommission } from '~/domain/payout/allocation';
import type { StatementLine } from '~/domain/payout/statement';
import { Prisma } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/**
 * Every commission of a partner that a payout must consider: released and not yet carried in full, or carried beyond its worth. The lock of
 * the partner's balance must be held, or they change underneath.
 */
export async function loadPayableCommissions(
  tx: Tx,
  partnerId: string,
  currency: string,
): Promise<PayableCommission[]> {
  const rows = await tx.$queryRaw<
    Array<{ id: string; releasedAt: Date | null; worth: bigint; carried: bigint }>
  >`
    with carried as (
      select i.commission_id, sum(i.amount)::bigint as amount
      from payout p join payout_item i on i.payout_id = p.id
      where p.partner_id = ${partnerId} and p.currency = ${currency}
        and p.status not in ('rejected', 'failed', 'returned', 'canceled')
      group by i.commission_id),
    valued as (
      select c.id, c.released_at, coalesce(k.amount, 0)::bigint as carried,
        case when c.released_at is null or c.withdrawn_at is not null then 0 else c.amount - c.reversed end as worth
      from commission c left join carried k on k.commission_id = c.id
      where c.partner_id = ${partnerId} and c.currency = ${currency})
    select id, released_at as "releasedAt", worth, carried from valued where worth <> carried`;
  return rows.map(({ releasedAt, ...row }) => ({ ...row, releasedAt: releasedAt?.getTime() ?? null }));
}

/** What commissions are worth now, by id: for the manifest. */
export async function loadWorth(tx: Tx, commissionIds: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await tx.$queryRaw<Array<{ id: string; worth: bigint }>>`
    select id, case when released_at is null or withdrawn_at is not null then 0 else amount - reversed end as worth
    from commission where id = any(${[...commissionIds]}::text[])`;
  return new Map(rows.map((row) => [row.id, row.worth]));
}

interface LineRow {
  commissionId: string;
  customer: string | null;
  customerEmail: string | null;
  paymentRef: string | null;
  slice: number | null;
  reward: string;
  rewardName: string | null;
  terms: string;
  termsVersion: number;
  rateBps: bigint | null;
  basis: bigint | null;
  uncapped: bigint;
  commission: bigint;
  reversed: bigint;
  month: string | null;
  releasedAt: Date | null;
}

/** What a statement says of the commissions in a payout, in order of the items. */
export async function describeItems(tx: Tx, items: readonly Item[]): Promise<StatementLine[]> {
  const rows = await tx.$queryRaw<LineRow[]>`
    select c.id as "commissionId", u.external_id as customer, u.email as "customerEmail", c.payment_ref as "paymentRef", c.slice,
      c.reward_key as reward,
      (select r ->> 'name' from jsonb_array_elements(t.document -> 'rewards') r where r ->> 'key' = c.reward_key) as "rewardName",
      c.terms_key as terms, c.terms_version as "termsVersion", c.rate_bps as "rateBps", c.basis, c.uncapped, c.amount as commission,
      c.reversed, c.month, c.released_at as "releasedAt"
    from commission c
    left join customer u on u.id = c.customer_id
    left join terms_version t on t.terms_key = c.terms_key and t.version = c.terms_version
    where c.id = any(${items.map((item) => item.commissionId)}::text[])`;
  const byId = groupBy(rows, (row) => row.commissionId);
  return items.flatMap((item) => (byId.get(item.commissionId) ?? []).map((row) => lineOf(row, item.amount)));
}

function lineOf(
  { paymentRef, slice, rewardName, releasedAt, ...row }: LineRow,
  amount: bigint,
): StatementLine {
  const at: Instant | null = releasedAt?.getTime() ?? null;
  return {
    ...row,
    cause:
      slice === null || paymentRef === null
        ? { type: 'customer', id: row.customer ?? '' }
        : { type: 'payment', id: paymentRef, slice },
    rewardName: rewardName ?? row.reward,
    rateBps: row.rateBps?.toString() ?? null,
    basis: row.basis?.toString() ?? null,
    uncapped: row.uncapped.toString(),
    commission: row.commission.toString(),
    reversed: row.reversed.toString(),
    releasedAt: at,
    amount: amount.toString(),
  };
}

/** As payoutPlace says of one partner: bank details for who is paid by hand, else an account that can be paid. */
const CAN_BE_PAID = Prisma.sql`case p.payout_method when 'manual' then p.manual_destination_id is not null
      else p.payable and p.stripe_account_id is not null end`;

/** Partners for whom the 1st of a month may request a payout: who has not turned that off, is payable, and has the minimum. */
export async function partnersDueForPayout(
  tx: Tx,
  { currency, minimum, month }: { currency: string; minimum: bigint; month: string },
): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select p.id from partner p join partner_balance b on b.partner_id = p.id and b.currency = ${currency}
    where p.automatic_payout and p.status = 'active' and ${CAN_BE_PAID} and b.available >= ${minimum}
      and not exists (select from payout o where o.partner_id = p.id and o.month = ${month})
    order by p.id`;
  return rows.map((row) => row.id);
}

/**
 * Partners a payout can be requested for now, whatever they chose about the 1st: active, payable, at least the minimum available.
 * @param partnerIds narrows it to these
 */
export async function partnersAbleToBePaid(
  tx: Tx,
  {
    currency,
    minimum,
    partnerIds,
  }: { currency: string; minimum: bigint; partnerIds?: readonly string[] | undefined },
): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select p.id from partner p join partner_balance b on b.partner_id = p.id and b.currency = ${currency}
    where p.status = 'active' and ${CAN_BE_PAID} and b.available >= ${minimum}
      and (${partnerIds === undefined} or p.id = any(${[...(partnerIds ?? [])]}::text[]))
    order by p.id`;
  return rows.map((row) => row.id);
}
