import { Prisma } from '~/generated/prisma/client';
import { type QueryCheck, runQueries, type Snapshot } from './snapshot.server';

/** What of payouts one query can tell. */
export async function runPayoutQueries(snapshot: Snapshot): Promise<void> {
  await runQueries(snapshot, [
    ledger,
    carried,
    covered,
    available,
    approvers,
    batches,
    byHand,
    attempts,
    months,
    steps,
    audit,
    actions,
  ]);
}

/** Which transactions a payout must have by its status, and when: the log knows when it ended. */
const ledger: QueryCheck = {
  check: 'payouts.ledger',
  table: 'payout',
  sql: Prisma.sql`
    with expected as (
      select id, 'requested' as step, requested_at as at, 'available' as minus, 'in_transit' as plus from payout
      union all
      select id, 'paid', paid_at, 'in_transit', 'cash' from payout where status in ('paid', 'returned')
      union all
      select p.id, p.status::text, e.at, case p.status when 'returned' then 'cash' else 'in_transit' end, 'available'
      from payout p left join lateral (
        select at from audit_entry where subject_type = 'payout' and subject_id = p.id and action = 'payout.' || p.status limit 1) e on true
      where p.status in ('rejected', 'failed', 'returned', 'canceled')),
    wanted as (
      select e.*, p.amount, p.partner_id,
        case minus when 'cash' then p.cash else 'partner:' || p.partner_id || ':' || minus end || ' -' || p.amount as gives,
        case plus when 'cash' then p.cash else 'partner:' || p.partner_id || ':' || plus end || ' ' || p.amount as takes
      from expected e join (
        select *, case when destination like 'manual:%' then 'manual_cash' else 'stripe_cash' end as cash from payout) p on p.id = e.id),
    posted as (
      select t.id, t.payout_id, substr(t.kind, 8) as step, t.effective_at, array_agg(e.account || ' ' || e.amount) as told
      from ledger_transaction t left join ledger_entry e on e.transaction_id = t.id
      where t.payout_id is not null group by t.id)
    select coalesce('ledger_transaction ' || t.id, 'payout ' || w.id) as subject,
      case when t.id is null then format('there is no ledger transaction for %s', w.step)
        when w.id is null then format('payout %s was never %s', t.payout_id, t.step)
        when t.effective_at is distinct from w.at
          then format('is of %s; payout %s was %s at %s', t.effective_at, w.id, w.step, coalesce(w.at::text, 'no time the log knows'))
        else format('moves %s; payout %s asks for %s, %s', array_to_string(t.told, ', '), w.id, w.gives, w.takes) end as message,
      w.amount
    from wanted w full join posted t on t.payout_id = w.id and t.step = w.step
    where t.id is null or w.id is null or t.effective_at is distinct from w.at
      or not (t.told @> array[w.gives, w.takes] and cardinality(t.told) = 2)`,
};

const carried: QueryCheck = {
  check: 'payouts.carried',
  table: 'payout_item',
  sql: Prisma.sql`
    select 'commission ' || c.id as subject,
      format('can be worth %s at most; payouts that stand carry %s of it: %s', c.uncapped, sum(i.amount),
        string_agg(p.id, ', ' order by p.id)) as message,
      abs(sum(i.amount))::bigint as amount
    from payout_item i join payout p on p.id = i.payout_id join commission c on c.id = i.commission_id
    where p.status not in ('rejected', 'failed', 'returned', 'canceled')
    group by c.id having sum(i.amount) < 0 or sum(i.amount) > c.uncapped
    union all
    select 'payout_item ' || i.payout_id || '/' || i.commission_id,
      format('the payout is of %s, the commission of %s', p.partner_id, c.partner_id), i.amount
    from payout_item i join payout p on p.id = i.payout_id join commission c on c.id = i.commission_id
    where p.partner_id <> c.partner_id or p.currency <> c.currency`,
};

// What may still be paid of all commissions is the available balance: what was paid is what was released, less what was taken back.
const covered: QueryCheck = {
  check: 'payouts.covered',
  table: 'partner_balance',
  sql: Prisma.sql`
    with worth as (
      select partner_id, currency,
        sum(case when released_at is null or withdrawn_at is not null then 0 else amount - reversed end) as amount
      from commission group by 1, 2),
    carried as (
      select p.partner_id, p.currency, sum(i.amount) as amount from payout p join payout_item i on i.payout_id = p.id
      where p.status not in ('rejected', 'failed', 'returned', 'canceled') group by 1, 2),
    available as (
      select partner_id, currency, sum(amount) as amount from ledger_entry
      where account = 'partner:' || partner_id || ':available' group by 1, 2)
    select 'partner ' || partner_id as subject,
      format('%s is released and not taken back, %s of it is in payouts; the ledger says that %s is available', coalesce(w.amount, 0),
        coalesce(c.amount, 0), coalesce(a.amount, 0)) as message,
      abs(coalesce(w.amount, 0) - coalesce(c.amount, 0) - coalesce(a.amount, 0))::bigint as amount
    from worth w full join carried c using (partner_id, currency) full join available a using (partner_id, currency)
    where coalesce(w.amount, 0) - coalesce(c.amount, 0) <> coalesce(a.amount, 0)`,
};

const available: QueryCheck = {
  check: 'payouts.available',
  table: 'payout',
  sql: Prisma.sql`
    select 'payout ' || payout_id as subject, format('left %s available: more was asked for than there was', after) as message,
      -after as amount
    from (
      select t.payout_id, t.kind, sum(e.amount) over (partition by e.partner_id, e.currency order by e.transaction_id)::bigint as after
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
      where e.account = 'partner:' || e.partner_id || ':available'
        and e.partner_id in (select partner_id from payout)) b
    where kind = 'payout_requested' and after < 0`,
};

const approvers: QueryCheck = {
  check: 'payouts.approvers',
  table: 'payout_approval',
  sql: Prisma.sql`
    select 'payout_approval ' || a.payout_id || '/' || a.user_id as subject,
      case when a.manifest_hash <> p.manifest_hash then 'approves another manifest than the payout has'
        when u.role <> 'admin' then 'is by somebody who is no admin'
        when p.origin <> 'admin' and p.requested_by = a.user_id then 'is by who asked for the money'
        when m.user_id is not null then 'is by a member of the partner'
        else format('is of %s; the payout was requested at %s and decided at %s', a.at, p.requested_at, p.decided_at) end as message,
      p.amount
    from payout_approval a join payout p on p.id = a.payout_id join "user" u on u.id = a.user_id
      left join partner_member m on m.partner_id = p.partner_id and m.user_id = a.user_id
        and m.joined_at <= a.at and (m.left_at is null or m.left_at > a.at)
    where a.manifest_hash <> p.manifest_hash or u.role <> 'admin' or m.user_id is not null
      or (p.origin <> 'admin' and p.requested_by = a.user_id)
      or a.at < p.requested_at or (p.decided_at is not null and a.at > p.decided_at)`,
};

// Nothing at Stripe says that money was paid by hand: the details, the reference and the admin who said so must be there (ADR-0091).
const byHand: QueryCheck = {
  check: 'payouts.by_hand',
  table: 'payout',
  where: Prisma.sql`destination like 'manual:%' or transfer_id like 'manual:%'`,
  sql: Prisma.sql`
    select 'payout ' || p.id as subject,
      case when (p.destination like 'manual:%') <> coalesce(p.transfer_id like 'manual:%', p.destination like 'manual:%')
          then format('goes to %s and was paid by %s', p.destination, p.transfer_id)
        when d.id is null then format('is to be paid by hand to %s, which are no bank details of %s', p.destination, p.partner_id)
        when d.created_at > p.requested_at then 'is to be paid to bank details that were written after it was requested'
        when e.id is null then 'is paid by hand, and the log knows no admin who paid it'
        else format('was paid by hand by %s, who belongs to the partner', e.actor_user_id) end as message,
      p.amount
    from payout p
      left join manual_destination d on 'manual:' || d.id = p.destination and d.partner_id = p.partner_id
      left join audit_entry e on e.subject_type = 'payout' and e.subject_id = p.id and e.action = 'payout.paid'
        and e.actor_kind in ('admin', 'api_key') and e.actor_user_id in (select id from "user" where role = 'admin')
      left join partner_member m on m.partner_id = p.partner_id and m.user_id = e.actor_user_id
        and m.joined_at <= e.at and (m.left_at is null or m.left_at > e.at)
    where (p.destination like 'manual:%' or p.transfer_id like 'manual:%')
      and ((p.destination like 'manual:%') <> coalesce(p.transfer_id like 'manual:%', p.destination like 'manual:%')
        or d.id is null or d.created_at > p.requested_at
        or (p.status in ('paid', 'returned') and (e.id is null or m.user_id is not null)))`,
};

// What an admin signed for a batch is what its payouts are: nobody edits a payout, or what was signed, without the other telling.
const batches: QueryCheck = {
  check: 'payouts.batches',
  table: 'payout_batch_approval',
  sql: Prisma.sql`
    with signed as (
      select a.id, a.batch_id, a.payouts, a.amount, a.currency, a.manifest_hash, a.manifest, l.line
      from payout_batch_approval a cross join lateral jsonb_array_elements(a.manifest::jsonb -> 'payouts') as l(line))
    select 'payout_batch_approval ' || s.id as subject,
      format('names payout %s of %s to %s, which is not what stands in its batch', s.line ->> 'payoutId', s.line ->> 'amount',
        s.line ->> 'destination') as message, (s.line ->> 'amount')::bigint as amount
    from signed s left join payout p on p.id = s.line ->> 'payoutId' and p.batch_id = s.batch_id
      and p.amount::text = s.line ->> 'amount' and p.currency = s.line ->> 'currency' and p.partner_id = s.line ->> 'partnerId'
      and p.destination = s.line ->> 'destination' and p.manifest_hash = s.line ->> 'manifestHash'
    where p.id is null
    union all
    select 'payout_batch_approval ' || a.id,
      'is not what its own hash, batch and totals say', a.amount
    from payout_batch_approval a
    where a.manifest_hash <> encode(sha256(convert_to(a.manifest, 'UTF8')), 'hex')
      or a.manifest::jsonb ->> 'batchId' is distinct from a.batch_id
      or a.payouts <> jsonb_array_length(a.manifest::jsonb -> 'payouts')
      or a.amount <> (select sum((l ->> 'amount')::bigint) from jsonb_array_elements(a.manifest::jsonb -> 'payouts') l)`,
};

// A statement of a closed month is a part of the chain between two events (ADR-0092): each month ends where the next begins, with the last
// event recorded before its end, and under a signed head.
const months: QueryCheck = {
  check: 'payouts.months',
  table: 'month_statement',
  sql: Prisma.sql`
    with ends as (
      select *, lag(month) over w as previous, lag(chain_seq) over w as after,
        (to_date(month, 'YYYY-MM') + interval '1 month') at time zone 'UTC' as ends
      from month_statement window w as (partition by partner_id order by month))
    select 'month_statement ' || m.partner_id || ' ' || m.month as subject,
      case when m.previous is not null and to_char(to_date(m.previous, 'YYYY-MM') + interval '1 month', 'YYYY-MM') <> m.month
          then format('follows %s', m.previous)
        when l.id is distinct from m.ledger_id then format('ends with ledger transaction %s, the chain by then with %s', m.ledger_id, l.id)
        when m.closed_at < m.ends then format('was closed at %s, before it was over', m.closed_at)
        else format('ends with event %s of the chain, which is not where the month ends', m.chain_seq) end as message,
      null::bigint as amount
    from ends m
      left join lateral (select split_part(e.subject, ':', 2)::bigint as id from chain_event e
        where e.chain = m.partner_id and e.type = 'ledger' and e.seq <= m.chain_seq order by e.seq desc limit 1) l on true
      left join chain_event last on last.chain = m.partner_id and last.seq = m.chain_seq
    where l.id is distinct from m.ledger_id or m.closed_at < m.ends
      or (m.previous is not null and to_char(to_date(m.previous, 'YYYY-MM') + interval '1 month', 'YYYY-MM') <> m.month)
      or (m.chain_seq is distinct from m.after and (last.seq is null or last.recorded_at >= m.ends))
      or m.chain_seq < m.after
      or m.chain_seq > (select coalesce(max(h.seq), 0) from chain_head h where h.chain = m.partner_id)`,
};

const attempts: QueryCheck = {
  check: 'payouts.attempts',
  table: 'payout_attempt',
  sql: Prisma.sql`
    select 'payout_attempt ' || a.id as subject,
      case when a.place <> a.number then format('is number %s, and %s in order', a.number, a.place)
        when (a.amount, a.currency, a.destination) is distinct from (p.amount, p.currency, p.destination)
          then format('sends %s %s to %s; payout %s is of %s %s to %s', a.amount, a.currency, a.destination, p.id, p.amount, p.currency,
            p.destination)
        when a.idempotency_key <> 'payout-' || p.id || '-' || a.number then format('its key is %s', a.idempotency_key)
        when a.place < a.count then 'is not refused, and another was made after it'
        else format('says %s with transfer %s; payout %s is %s with transfer %s', coalesce(a.outcome, 'nothing yet'),
          coalesce(a.transfer_id, 'none'), p.id, p.status, coalesce(p.transfer_id, 'none')) end as message,
      p.amount
    from (select *, row_number() over w as place, count(*) over (partition by payout_id) as count from payout_attempt
      window w as (partition by payout_id order by number)) a join payout p on p.id = a.payout_id
    where a.place <> a.number
      or (a.amount, a.currency, a.destination) is distinct from (p.amount, p.currency, p.destination)
      or a.idempotency_key <> 'payout-' || p.id || '-' || a.number
      or (a.place < a.count and a.outcome is distinct from 'refused')
      or (a.place = a.count and (a.transfer_id is distinct from p.transfer_id
        or (p.status in ('paid', 'returned')) <> (a.outcome is not distinct from 'sent')
        or (p.status = 'failed' and a.outcome is distinct from 'refused')))
    union all
    select 'payout ' || p.id, format('is %s and has %s attempts', p.status, count(a.id)), p.amount
    from payout p left join payout_attempt a on a.payout_id = p.id
    group by p.id
    having case when p.destination like 'manual:%' then count(a.id) > 0
      when p.status in ('sending', 'paid', 'returned') then count(a.id) = 0
      when p.status = 'failed' then false else count(a.id) > 0 end`,
};

// The edges of the table in payout.ts, read from the instants a payout kept.
const steps: QueryCheck = {
  check: 'payouts.steps',
  table: 'payout',
  sql: Prisma.sql`
    select 'payout ' || id as subject,
      format('is %s; requested %s, decided %s, paid %s, transfer %s', status, requested_at, coalesce(decided_at::text, 'never'),
        coalesce(paid_at::text, 'never'), coalesce(transfer_id, 'none')) as message,
      amount
    from payout
    where decided_at < requested_at or paid_at < decided_at
      or (status in ('paid', 'returned')) <> (paid_at is not null and transfer_id is not null)
      or (paid_at is null) <> (transfer_id is null)
      or (status in ('requested', 'canceled')) <> (decided_at is null)
      or (month is not null) <> (origin = 'schedule')
      or month <> to_char(requested_at at time zone 'UTC', 'YYYY-MM')
      or (status in ('rejected', 'failed', 'returned') and coalesce(reason, '') = '')`,
};

/** What the log must say of each payout, and when; what it says beside that happened to no payout. */
const audit: QueryCheck = {
  check: 'payouts.audit',
  table: 'payout',
  sql: Prisma.sql`
    with expected as (
      select id, 'payout.requested' as action, requested_at as at, coalesce(requested_by, '') as by, manifest_hash as bound, null::text as transfer from payout
      union all
      select a.payout_id, 'payout.approved', a.at, a.user_id, a.manifest_hash, null from payout_approval a
      union all
      select id, 'payout.paid', paid_at, '', null, transfer_id from payout where status in ('paid', 'returned')
      union all
      select id, 'payout.rejected', decided_at, '', null, null from payout where status = 'rejected'
      union all
      select id, 'payout.' || status, null, '', null, null from payout where status in ('failed', 'returned', 'canceled')),
    logged as (
      select *, case when action in ('payout.requested', 'payout.approved') then coalesce(actor_user_id, '') else '' end as by
      from audit_entry where subject_type = 'payout'
        and action in ('payout.requested', 'payout.approved', 'payout.paid', 'payout.rejected', 'payout.failed', 'payout.returned',
          'payout.canceled'))
    select coalesce('payout ' || w.id, 'audit_entry ' || l.id) as subject,
      case when l.id is null then format('the log has no %s%s', w.action, coalesce(' by ' || nullif(w.by, ''), ''))
        when w.id is null then format('the log has a %s of payout %s that the payout does not know', l.action, l.subject_id)
        else format('the log’s %s (entry %s) is of %s with %s; the payout says %s', w.action, l.id, l.at, l.detail, coalesce(w.at::text, 'so')) end
        as message,
      p.amount
    from expected w full join logged l on l.subject_id = w.id and l.action = w.action and l.by = w.by
      left join payout p on p.id = w.id
    where l.id is null or w.id is null or (w.at is not null and l.at <> w.at)
      or l.detail ->> 'amount' is distinct from p.amount::text
      or l.partner_id is distinct from p.partner_id
      or (w.bound is not null and l.detail ->> 'manifestHash' is distinct from w.bound)
      or (w.transfer is not null and l.detail ->> 'transferId' is distinct from w.transfer)
      or (w.action = 'payout.requested' and (l.detail ->> 'destination' is distinct from p.destination
        or p.origin <> case l.actor_kind when 'system' then 'schedule' when 'admin' then 'admin' when 'partner' then 'partner' else p.origin end))`,
};

/** Other decisions about money: an admin's word on a self-referral, a partner's standing. */
const actions: QueryCheck = {
  check: 'rows.audit',
  table: 'self_referral_decision',
  sql: Prisma.sql`
    select 'self_referral_decision ' || d.customer_id || '/' || d.partner_id as subject,
      format('%s by %s at %s: the log does not know it', d.outcome, d.by_user_id, d.at) as message, null::bigint as amount
    from self_referral_decision d
    where not exists (
      select from audit_entry e where e.subject_type = 'customer' and e.subject_id = d.customer_id and e.action = 'self_referral.decided'
        and e.partner_id = d.partner_id and e.at = d.at and e.actor_user_id = d.by_user_id and e.detail ->> 'outcome' = d.outcome)
    union all
    select 'audit_entry ' || e.id, 'an admin decided a self-referral of ' || e.subject_id || ', and the decision is not there', null
    from audit_entry e
    where e.action = 'self_referral.decided' and not exists (
      select from self_referral_decision d where d.customer_id = e.subject_id and d.partner_id = e.partner_id)
    union all
    select 'audit_entry ' || e.id, format('partner %s went to %s at %s, and has no such standing', e.subject_id, e.detail ->> 'to', e.at), null
    from audit_entry e
    where e.action = 'partner.standing_changed' and not exists (
      select from partner_standing s where s.partner_id = e.subject_id and s.at = e.at and s.status::text = e.detail ->> 'to'
        and s.terms_key = e.detail ->> 'terms')
    union all
    select 'partner_standing ' || s.id, format('%s under %s from %s: the log does not know who decided it', s.status, s.terms_key, s.at), null
    from (select *, row_number() over (partition by partner_id order by id) as place from partner_standing) s
    where s.place > 1 and s.by_user_id is not null and not exists (
      select from audit_entry e where e.action = 'partner.standing_changed' and e.subject_id = s.partner_id and e.at = s.at
        and e.detail ->> 'to' = s.status::text and e.detail ->> 'terms' = s.terms_key)`,
};
