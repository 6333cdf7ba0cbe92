import { Prisma } from '~/generated/prisma/client';
import { type QueryCheck, runQueries, type Snapshot } from './snapshot.server';

/**
 * The ledger by itself (domain.md section 8; reliability.md I1, I2, I3): each transaction whole and balanced, each with the one cause it is of,
 * corrections mirroring what they correct, and the cached balances equal to the sums.
 */
export async function checkLedger(snapshot: Snapshot): Promise<void> {
  await runQueries(snapshot, [balanced, entries, causes, owners, cancels, balances]);
}

const balanced: QueryCheck = {
  check: 'ledger.balanced',
  table: 'ledger_transaction',
  sql: Prisma.sql`
    select 'ledger_transaction ' || t.id as subject,
      format('announces %s lines that sum to 0; it has %s lines, numbered to %s, that sum to %s',
        t.lines, count(e.line), max(e.line), coalesce(sum(e.amount), 0)) as message,
      abs(coalesce(sum(e.amount), 0))::bigint as amount
    from ledger_transaction t left join ledger_entry e on e.transaction_id = t.id
    group by t.id
    having count(e.line) <> t.lines or coalesce(sum(e.amount), 0) <> 0 or coalesce(max(e.line), -1) <> t.lines - 1`,
};

const entries: QueryCheck = {
  check: 'ledger.entries',
  table: 'ledger_entry',
  sql: Prisma.sql`
    select 'ledger_entry ' || e.transaction_id || '/' || e.line as subject,
      case when t.id is null then 'belongs to no transaction'
        when e.currency <> t.currency or e.partner_id <> t.partner_id
          then format('is of %s in %s, its transaction of %s in %s', e.partner_id, e.currency, t.partner_id, t.currency)
        else format('is on the account %s, which a %s of %s does not touch', e.account, t.kind, t.partner_id) end as message,
      abs(e.amount) as amount
    from ledger_entry e left join ledger_transaction t on t.id = e.transaction_id
    where t.id is null or e.currency <> t.currency or e.partner_id <> t.partner_id or not case
      when t.commission_id is not null then e.account = 'commission_expense'
        or e.account in ('partner:' || t.partner_id || ':pending', 'partner:' || t.partner_id || ':available')
      else e.account in ('stripe_cash', 'manual_cash')
        or e.account in ('partner:' || t.partner_id || ':in_transit', 'partner:' || t.partner_id || ':available') end
    union all
    select 'ledger_transaction ' || transaction_id, 'has the account ' || account || ' twice', sum(abs(amount))::bigint
    from ledger_entry group by transaction_id, account having count(*) > 1`,
};

// A commission's transactions are numbered as they are posted, so that one taken out leaves a gap.
const causes: QueryCheck = {
  check: 'ledger.causes',
  table: 'ledger_transaction',
  sql: Prisma.sql`
    select 'ledger_transaction ' || id as subject,
      format('its cause must be %s and is %s', coalesce(expected, 'a commission or a payout'), cause_key) as message,
      null::bigint as amount
    from (
      select id, cause_key, case
        when commission_id is not null and payout_id is null and kind in ('vest', 'release', 'reverse') then
          case when cancels_id is not null then 'cancel:' || cancels_id
            else 'commission:' || commission_id || ':' || (row_number() over (partition by commission_id order by id) - 1) end
        when payout_id is not null and commission_id is null and cancels_id is null and kind like 'payout\_%'
          then 'payout:' || payout_id || ':' || substr(kind, 8) end as expected
      from ledger_transaction) t
    where expected is distinct from cause_key
    union all
    select 'ledger_transaction ' || id, format('names the event %s, and only a returned payout has one', cause_event_id), null
    from ledger_transaction where cause_event_id is not null and kind <> 'payout_returned'`,
};

const owners: QueryCheck = {
  check: 'ledger.owners',
  table: 'ledger_transaction',
  sql: Prisma.sql`
    select 'ledger_transaction ' || t.id as subject,
      case when c.id is null and o.id is null
          then 'its commission or payout ' || coalesce(t.commission_id, t.payout_id, '') || ' does not exist'
        else format('is of %s in %s, what caused it of %s in %s', t.partner_id, t.currency,
          coalesce(c.partner_id, o.partner_id), coalesce(c.currency, o.currency)) end as message,
      null::bigint as amount
    from ledger_transaction t
      left join commission c on c.id = t.commission_id
      left join payout o on o.id = t.payout_id
    where coalesce(c.partner_id, o.partner_id) is distinct from t.partner_id
      or coalesce(c.currency, o.currency) is distinct from t.currency`,
};

const cancels: QueryCheck = {
  check: 'ledger.cancels',
  table: 'ledger_transaction',
  where: Prisma.sql`cancels_id is not null`,
  sql: Prisma.sql`
    with lines as (
      select e.transaction_id,
        string_agg(e.account || ' ' || e.amount, ', ' order by e.account, e.amount) as told,
        string_agg(e.account || ' ' || -e.amount, ', ' order by e.account, -e.amount) as mirrored
      from ledger_entry e
      where e.transaction_id in (
        select id from ledger_transaction where cancels_id is not null
        union select cancels_id from ledger_transaction where cancels_id is not null)
      group by e.transaction_id)
    select 'ledger_transaction ' || c.id as subject,
      case when t.id is null then format('cancels transaction %s, which does not exist', c.cancels_id)
        when t.cancels_id is not null then format('cancels transaction %s, which is a cancellation itself', t.id)
        else format('does not mirror transaction %s: %s against %s', t.id, m.told, l.told) end as message,
      null::bigint as amount
    from ledger_transaction c
      left join ledger_transaction t on t.id = c.cancels_id
      left join lines m on m.transaction_id = c.id
      left join lines l on l.transaction_id = t.id
    where c.cancels_id is not null and (t.id is null or t.cancels_id is not null or t.id > c.id
      or (c.kind, c.partner_id, c.commission_id, c.currency, c.effective_at)
        is distinct from (t.kind, t.partner_id, t.commission_id, t.currency, t.effective_at)
      or m.told is distinct from l.mirrored)`,
};

const balances: QueryCheck = {
  check: 'ledger.balances',
  table: 'partner_balance',
  sql: Prisma.sql`
    with proven as (
      select partner_id, currency,
        coalesce(sum(amount) filter (where account = 'partner:' || partner_id || ':pending'), 0)::bigint as pending,
        coalesce(sum(amount) filter (where account = 'partner:' || partner_id || ':available'), 0)::bigint as available,
        coalesce(sum(amount) filter (where account = 'partner:' || partner_id || ':in_transit'), 0)::bigint as in_transit,
        coalesce(sum(amount) filter (where account in ('stripe_cash', 'manual_cash')), 0)::bigint as paid
      from ledger_entry group by partner_id, currency),
    compared as (
      select coalesce(b.partner_id, p.partner_id) as partner_id, coalesce(b.currency, p.currency) as currency,
        coalesce(b.pending, 0) as pending, coalesce(b.available, 0) as available, coalesce(b.in_transit, 0) as in_transit,
        coalesce(b.paid, 0) as paid, coalesce(p.pending, 0) as proven_pending, coalesce(p.available, 0) as proven_available,
        coalesce(p.in_transit, 0) as proven_in_transit, coalesce(p.paid, 0) as proven_paid
      from partner_balance b full join proven p on p.partner_id = b.partner_id and p.currency = b.currency)
    select 'partner_balance ' || partner_id || ' ' || currency as subject,
      format('the ledger sums to pending %s, available %s, on its way %s, paid %s; the balance says %s, %s, %s, %s',
        proven_pending, proven_available, proven_in_transit, proven_paid, pending, available, in_transit, paid) as message,
      greatest(abs(pending - proven_pending), abs(available - proven_available), abs(in_transit - proven_in_transit),
        abs(paid - proven_paid))::bigint as amount
    from compared
    where (pending, available, in_transit, paid) <> (proven_pending, proven_available, proven_in_transit, proven_paid)`,
};
