import { type Commission, Prisma } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { type Claim, causeKeyOf } from './claim';
import type { CommissionState } from './life';
import type { Skip } from './share';

/** A commission to be written: its claim, its state and our ids of what caused it. */
export interface Entry {
  claim: Claim;
  state: CommissionState;
  customerId: string | null;
  paymentId: string | null;
  currency: string;
}

/** The key of a commission within the table's unique key. */
export function rowKey(row: { partnerId: string; rewardKey: string; causeKey: string }): string {
  return `${row.partnerId}|${row.rewardKey}|${row.causeKey}`;
}

/** All commissions ever written for customers and purchases, withdrawn ones too. */
export async function loadCommissions(
  tx: Tx,
  subjects: { customerIds: readonly string[]; purchaseIds: readonly string[] },
): Promise<Commission[]> {
  return tx.commission.findMany({
    where: {
      OR: [
        { customerId: { in: [...subjects.customerIds] } },
        { customerId: null, paymentId: { in: [...subjects.purchaseIds] } },
      ],
    },
  });
}

const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());

/** The columns of a commission that the rules decide, as JSON: amounts are decimal strings, instants ISO 8601. */
export function commissionRow({ claim, state, customerId, paymentId, currency }: Entry) {
  return {
    partner_id: claim.partnerId,
    customer_id: customerId,
    payment_id: paymentId,
    slice: claim.cause.type === 'payment' ? claim.cause.slice : null,
    reward_key: claim.rewardKey,
    terms_key: claim.termsKey,
    terms_version: claim.termsVersion,
    cause_key: causeKeyOf(claim.cause),
    basis: claim.basis?.toString() ?? null,
    rate_bps: claim.rateBps?.toString() ?? null,
    uncapped: claim.uncapped.toString(),
    amount: state.amount.toString(),
    reversed: state.reversed.toString(),
    currency,
    status: state.status,
    month: claim.month,
    accrued_at: iso(claim.accruedAt),
    due_at: iso(claim.dueAt),
    payment_at: iso(claim.paymentAt),
    payment_ref: claim.cause.type === 'payment' ? claim.cause.id : null,
    vested_at: iso(state.vestedAt),
    release_due_at: iso(state.releaseDueAt),
    released_at: iso(state.releasedAt),
    reversed_at: iso(state.reversedAt),
    reversal_reason: state.reversalReason,
    frozen: state.frozen,
  };
}

/** Sum and latest instant of what paid payouts carried of the commission `c`. */
const carried = (
  what: Prisma.Sql,
) => Prisma.sql`(select ${what} from payout_item i join payout p on p.id = i.payout_id
  where i.commission_id = c.id and p.status = 'paid')`;
/** What is left of it was paid, also when the rest was only taken back afterwards: null = no, as nothing was carried. */
const isCarried = Prisma.sql`excluded.status = 'released' and excluded.amount - excluded.reversed <= ${carried(Prisma.sql`sum(i.amount)`)}`;

/**
 * Writes commissions as the rules see them now, in one statement. A row keeps its id, its creation and its payout; what payouts
 * carried in full is `paid` (domain.md section 7).
 * @returns our ids by row key
 */
export async function saveCommissions(
  tx: Tx,
  entries: readonly Entry[],
  now: Instant,
): Promise<Map<string, string>> {
  if (entries.length === 0) return new Map();
  const input = entries.map((entry) => ({
    id: newId('com', now),
    ...commissionRow(entry),
    created_at: iso(now),
  }));
  const rows = await tx.$queryRaw<
    Array<{ id: string; partnerId: string; rewardKey: string; causeKey: string }>
  >`
    insert into commission as c (id, partner_id, customer_id, payment_id, slice, reward_key, terms_key, terms_version, cause_key, basis,
      rate_bps, uncapped, amount, reversed, currency, status, month, accrued_at, due_at, payment_at, payment_ref, vested_at,
      release_due_at, released_at, reversed_at, reversal_reason, frozen, created_at)
    select r.id, r.partner_id, r.customer_id, r.payment_id, r.slice, r.reward_key, r.terms_key, r.terms_version, r.cause_key, r.basis,
      r.rate_bps, r.uncapped, r.amount, r.reversed, r.currency, r.status::"CommissionStatus", r.month, r.accrued_at, r.due_at,
      r.payment_at, r.payment_ref, r.vested_at, r.release_due_at, r.released_at, r.reversed_at, r.reversal_reason, r.frozen, r.created_at
    from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(id text, partner_id text, customer_id text, payment_id text,
      slice int, reward_key text, terms_key text, terms_version int, cause_key text, basis bigint, rate_bps bigint, uncapped bigint,
      amount bigint, reversed bigint, currency text, status text, month text, accrued_at timestamptz, due_at timestamptz,
      payment_at timestamptz, payment_ref text, vested_at timestamptz, release_due_at timestamptz, released_at timestamptz,
      reversed_at timestamptz, reversal_reason text, frozen boolean, created_at timestamptz)
    on conflict (partner_id, reward_key, cause_key) do update set
      customer_id = excluded.customer_id, payment_id = excluded.payment_id, terms_key = excluded.terms_key,
      terms_version = excluded.terms_version, basis = excluded.basis, rate_bps = excluded.rate_bps, uncapped = excluded.uncapped,
      amount = excluded.amount, reversed = excluded.reversed, month = excluded.month, accrued_at = excluded.accrued_at,
      due_at = excluded.due_at, payment_at = excluded.payment_at, payment_ref = excluded.payment_ref, vested_at = excluded.vested_at,
      release_due_at = excluded.release_due_at, released_at = excluded.released_at, reversed_at = excluded.reversed_at,
      reversal_reason = excluded.reversal_reason, frozen = excluded.frozen, withdrawn_at = null,
      status = case when ${isCarried} then 'paid'::"CommissionStatus" else excluded.status end,
      paid_at = case when ${isCarried} then coalesce(c.paid_at, ${carried(Prisma.sql`max(p.paid_at)`)}) else c.paid_at end
    returning id, partner_id as "partnerId", reward_key as "rewardKey", cause_key as "causeKey"`;
  return new Map(rows.map((row) => [rowKey(row), row.id]));
}

/** Takes commissions out of every list: a late event undid them (ADR-0023). */
export async function withdrawCommissions(tx: Tx, ids: readonly string[], now: Instant): Promise<void> {
  if (ids.length === 0) return;
  await tx.commission.updateMany({ where: { id: { in: [...ids] } }, data: { withdrawnAt: new Date(now) } });
}

/** A cap's pool: `month` for caps per partner and month, `customer` for caps per customer. */
export interface Pool {
  partnerId: string;
  rewardKey: string;
  month: string | null;
  customerId: string | null;
}

/** Commissions in pools, as far as they count. */
export async function loadPools(tx: Tx, pools: readonly Pool[]): Promise<Commission[]> {
  if (pools.length === 0) return [];
  return tx.commission.findMany({
    where: {
      withdrawnAt: null,
      OR: pools.map(({ partnerId, rewardKey, month, customerId }) => ({
        partnerId,
        rewardKey,
        ...(month === null ? { customerId } : { month }),
      })),
    },
  });
}

/** Replaces what is recorded of causes that paid nothing. */
export async function replaceSkips(
  tx: Tx,
  subjects: { customerIds: readonly string[]; purchaseIds: readonly string[] },
  skips: ReadonlyArray<{ skip: Skip; customerId: string | null; paymentId: string | null }>,
): Promise<void> {
  await tx.skip.deleteMany({
    where: {
      OR: [
        { customerId: { in: [...subjects.customerIds] } },
        { customerId: null, paymentId: { in: [...subjects.purchaseIds] } },
      ],
    },
  });
  await tx.skip.createMany({
    data: skips.map(({ skip, customerId, paymentId }) => ({
      id: newId('skp'),
      causeKey: causeKeyOf(skip.cause),
      customerId,
      paymentId,
      partnerId: skip.partnerId,
      rewardKey: skip.rewardKey,
      reason: skip.reason,
      at: new Date(skip.at),
    })),
    skipDuplicates: true,
  });
}
