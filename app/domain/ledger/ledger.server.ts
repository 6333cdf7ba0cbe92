import { Prisma } from '~/generated/prisma/client';
import { sum } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { availableOf, inTransitOf, MANUAL_CASH, pendingOf, STRIPE_CASH } from './accounts';
import { assertBalanced, type PostedMovement, type Posting } from './posting';

/** A partner's balance in minor units; `paid` is what ever left for it. */
export interface Balance {
  pending: bigint;
  available: bigint;
  inTransit: bigint;
  paid: bigint;
}

/**
 * Locks the balance rows of partners, making them first where missing (a lock on a missing row locks nothing), in one order for
 * everybody. Every change of a partner's money begins here (architecture.md rule 7).
 */
export async function lockBalances(
  tx: Tx,
  partnerIds: readonly string[],
  currency: string,
): Promise<Map<string, Balance>> {
  const ids = [...new Set(partnerIds)].sort();
  if (ids.length === 0) return new Map();
  await tx.$executeRaw`
    insert into partner_balance (partner_id, currency) select id, ${currency} from unnest(${ids}::text[]) as id
    on conflict do nothing`;
  const rows = await tx.$queryRaw<Array<Balance & { partnerId: string }>>`
    select partner_id as "partnerId", pending, available, in_transit as "inTransit", paid
    from partner_balance where partner_id = any(${ids}::text[]) and currency = ${currency}
    order by partner_id for update`;
  return new Map(rows.map(({ partnerId, ...balance }) => [partnerId, balance]));
}

/**
 * Posts transactions and brings the cached balances along, in the caller's database transaction; the balances must be locked. One whose
 * cause is posted already is left out.
 * @returns how many were posted
 * @throws when one does not sum to zero
 */
export async function postTransactions(tx: Tx, postings: readonly Posting[]): Promise<number> {
  if (postings.length === 0) return 0;
  for (const posting of postings) assertBalanced(posting);
  const input = postings.map((posting) => ({
    kind: posting.kind,
    cause_key: posting.causeKey,
    cause_event_id: posting.causeEventId ?? null,
    partner_id: posting.partnerId,
    commission_id: posting.commissionId ?? null,
    payout_id: posting.payoutId ?? null,
    cancels_id: posting.cancelsId?.toString() ?? null,
    currency: posting.currency,
    effective_at: new Date(posting.effectiveAt).toISOString(),
    recorded_at: new Date(posting.recordedAt).toISOString(),
    lines: posting.entries.length,
  }));
  const posted = await tx.$queryRaw<Array<{ id: bigint; causeKey: string }>>`
    insert into ledger_transaction (kind, cause_key, cause_event_id, partner_id, commission_id, payout_id, cancels_id, currency,
                                    effective_at, recorded_at, lines)
    select r.* from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(kind text, cause_key text, cause_event_id text,
      partner_id text, commission_id text, payout_id text, cancels_id bigint, currency text, effective_at timestamptz,
      recorded_at timestamptz, lines int)
    on conflict (cause_key) do nothing returning id, cause_key as "causeKey"`;
  const ids = new Map(posted.map((row) => [row.causeKey, row.id]));
  const fresh = postings.filter((posting) => ids.has(posting.causeKey));
  await insertEntries(tx, fresh, ids);
  await moveBalances(tx, fresh);
  return fresh.length;
}

async function insertEntries(
  tx: Tx,
  postings: readonly Posting[],
  ids: ReadonlyMap<string, bigint>,
): Promise<void> {
  const entries = postings.flatMap((posting) =>
    posting.entries.map((entry, line) => ({
      transaction_id: ids.get(posting.causeKey)?.toString(),
      line,
      account: entry.account,
      partner_id: posting.partnerId,
      currency: posting.currency,
      amount: entry.amount.toString(),
    })),
  );
  await tx.$executeRaw`
    insert into ledger_entry (transaction_id, line, account, partner_id, currency, amount)
    select r.* from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      as r(transaction_id bigint, line int, account text, partner_id text, currency text, amount bigint)`;
}

async function moveBalances(tx: Tx, postings: readonly Posting[]): Promise<void> {
  const keys = new Set(postings.map((posting) => `${posting.partnerId}|${posting.currency}`));
  const changes = [...keys].map((key) => {
    const [partnerId = '', currency = ''] = key.split('|');
    const entries = postings
      .filter((posting) => posting.partnerId === partnerId && posting.currency === currency)
      .flatMap((posting) => posting.entries);
    const on = (...accounts: string[]) =>
      sum(
        entries.filter((entry) => accounts.includes(entry.account)).map((entry) => entry.amount),
      ).toString();
    return {
      partner_id: partnerId,
      currency,
      pending: on(pendingOf(partnerId)),
      available: on(availableOf(partnerId)),
      in_transit: on(inTransitOf(partnerId)),
      paid: on(STRIPE_CASH, MANUAL_CASH),
    };
  });
  await tx.$executeRaw`
    update partner_balance b set pending = b.pending + r.pending, available = b.available + r.available,
      in_transit = b.in_transit + r.in_transit, paid = b.paid + r.paid
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      as r(partner_id text, currency text, pending bigint, available bigint, in_transit bigint, paid bigint)
    where b.partner_id = r.partner_id and b.currency = r.currency`;
}

export interface CommissionPostings {
  /** not cancelled, in order of posting */
  standing: PostedMovement[];
  /** all ever posted, for the next cause key */
  count: number;
}

/** What stands in the ledger for commissions, by commission id. */
export async function postingsOfCommissions(
  tx: Tx,
  commissionIds: readonly string[],
): Promise<Map<string, CommissionPostings>> {
  const found = new Map<string, CommissionPostings>();
  if (commissionIds.length === 0) return found;
  const rows = await tx.$queryRaw<
    Array<{
      id: bigint;
      commissionId: string;
      kind: string;
      at: Date;
      pending: bigint;
      available: bigint;
      gone: boolean;
    }>
  >`
    select t.id, t.commission_id as "commissionId", t.kind, t.effective_at as at,
      coalesce(sum(e.amount) filter (where e.account = 'partner:' || t.partner_id || ':pending'), 0)::bigint as pending,
      coalesce(sum(e.amount) filter (where e.account = 'partner:' || t.partner_id || ':available'), 0)::bigint as available,
      (t.cancels_id is not null or exists (select 1 from ledger_transaction c where c.cancels_id = t.id)) as gone
    from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
    where t.commission_id in (${Prisma.join([...commissionIds])})
    group by t.id order by t.id`;
  for (const row of rows) {
    const postings = found.get(row.commissionId) ?? { standing: [], count: 0 };
    postings.count += 1;
    if (!row.gone) {
      const { kind, pending, available } = row;
      postings.standing.push({ transactionId: row.id, kind, at: row.at.getTime(), pending, available });
    }
    found.set(row.commissionId, postings);
  }
  return found;
}

/** What was available to a partner at an instant, as the ledger knows it now: everything dated up to then, whenever it was posted. */
export async function availableAt(tx: Tx, partnerId: string, currency: string, at: Instant): Promise<bigint> {
  const [row] = await tx.$queryRaw<Array<{ available: bigint }>>`
    select coalesce(sum(e.amount), 0)::bigint as available
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    where e.partner_id = ${partnerId} and e.currency = ${currency} and e.account = ${availableOf(partnerId)}
      and t.effective_at <= ${new Date(at)}`;
  return row?.available ?? 0n;
}

/** The sums the cache must equal, straight from the entries. */
export async function provenBalance(tx: Tx, partnerId: string, currency: string): Promise<Balance> {
  const [row] = await tx.$queryRaw<Balance[]>`
    select coalesce(sum(amount) filter (where account = ${pendingOf(partnerId)}), 0)::bigint as pending,
      coalesce(sum(amount) filter (where account = ${availableOf(partnerId)}), 0)::bigint as available,
      coalesce(sum(amount) filter (where account = ${inTransitOf(partnerId)}), 0)::bigint as "inTransit",
      coalesce(sum(amount) filter (where account in (${STRIPE_CASH}, ${MANUAL_CASH})), 0)::bigint as paid
    from ledger_entry where partner_id = ${partnerId} and currency = ${currency}`;
  return row ?? { pending: 0n, available: 0n, inTransit: 0n, paid: 0n };
}
