import { Prisma } from '~/generated/prisma/client';
import { type QueryCheck, runQueries, type Snapshot } from './snapshot.server';

/** What one query can tell of facts and their events. */
export async function checkFactQueries(snapshot: Snapshot): Promise<void> {
  const { currency } = snapshot;
  await runQueries(snapshot, [
    ...sources.map(hasEvent),
    ...named.map(saysItsId),
    waiting,
    verdicts,
    bases(currency),
  ]);
}

interface Source {
  table: string;
  /** how a row is called */
  subject: Prisma.Sql;
  types: string[];
}

const sources: Source[] = [
  { table: 'customer', subject: Prisma.sql`f.id`, types: ['customer.signed_up'] },
  { table: 'usage_record', subject: Prisma.sql`f.event_id`, types: ['customer.usage_recorded'] },
  { table: 'members_change', subject: Prisma.sql`f.event_id`, types: ['customer.members_changed'] },
  {
    table: 'subscription_change',
    subject: Prisma.sql`f.event_id`,
    types: ['subscription.changed', 'subscription.canceled'],
  },
  { table: 'attribution_capture', subject: Prisma.sql`f.event_id`, types: ['customer.attribution_captured'] },
  {
    table: 'promotion_code_use',
    subject: Prisma.sql`f.event_id`,
    types: ['customer.attribution_captured'],
  },
  { table: 'payment', subject: Prisma.sql`f.id`, types: ['payment.succeeded'] },
  { table: 'refund', subject: Prisma.sql`f.id`, types: ['payment.refunded'] },
  { table: 'refund_undone', subject: Prisma.sql`f.external_id`, types: ['payment.refund_failed'] },
  { table: 'dispute', subject: Prisma.sql`f.id`, types: ['payment.disputed', 'payment.dispute_closed'] },
];

/** Every fact names the applied event it came from, of the product or of Stripe. */
const hasEvent = ({ table, subject, types }: Source): QueryCheck => ({
  check: `facts.${table}`,
  table,
  where: Prisma.sql`false`,
  sql: Prisma.sql`
    select ${table}::text || ' ' || ${subject} as subject,
      case when e.id is null then format('names event %s, which does not exist', coalesce(f.event_id, 'none'))
        else format('names event %s, a %s of %s that is %s', e.id, e.type, e.source, e.status) end as message,
      null::bigint as amount
    from ${Prisma.raw(table)} f left join inbound_event e on e.id = f.event_id
    where e.id is null or (e.source = 'product' and (e.status <> 'applied' or e.type <> all(${types}::text[])))
      or (e.source = 'stripe' and e.status not in ('applied', 'waiting', 'received'))`,
});

const named: Array<{ table: string; id: Prisma.Sql; subject?: Prisma.Sql }> = [
  { table: 'customer', id: Prisma.sql`f.external_id` },
  { table: 'payment', id: Prisma.sql`f.external_id` },
  { table: 'refund', id: Prisma.sql`f.external_id` },
  { table: 'refund_undone', id: Prisma.sql`f.external_id`, subject: Prisma.sql`f.external_id` },
  { table: 'dispute', id: Prisma.sql`f.external_id` },
];

/** A fact unique by the product's id stands in the body of its event under that id; as JSON writes it, or with its escapes. */
const saysItsId = ({ table, id, subject = Prisma.sql`f.id` }: (typeof named)[number]): QueryCheck => ({
  check: `facts.${table}`,
  table,
  where: Prisma.sql`false`,
  sql: Prisma.sql`
    select ${table}::text || ' ' || ${subject} as subject, format('its event %s does not speak of %s', e.id, ${id}) as message,
      null::bigint as amount
    from ${Prisma.raw(table)} f join inbound_event e on e.id = f.event_id
    where e.source = 'product' and position('"' || ${id} || '"' in e.body) = 0 and e.body not like '%\\\\%'`,
});

// What waits is applied in the transaction in which what it waits for appears.
const waiting: QueryCheck = {
  check: 'facts.waiting',
  table: 'inbound_event',
  where: Prisma.sql`status = 'waiting'`,
  sql: Prisma.sql`
    select 'inbound_event ' || e.id as subject, format('waits for %s, which is there', e.waiting_for) as message, null::bigint as amount
    from inbound_event e
    where e.status = 'waiting' and (
      exists (select from customer c where e.waiting_for = 'customer:' || c.external_id)
      or exists (select from payment p where e.waiting_for = 'payment:' || p.external_id))`,
};

const verdicts: QueryCheck = {
  check: 'facts.verdicts',
  table: 'inbound_event',
  sql: Prisma.sql`
    select 'inbound_event ' || id as subject,
      format('is %s; reason %s, waits for %s, applied %s', status, coalesce(reason, 'none'), coalesce(waiting_for, 'nothing'),
        coalesce(applied_at::text, 'never')) as message,
      null::bigint as amount
    from inbound_event
    where (status = 'applied') <> (applied_at is not null) or (status in ('ignored', 'invalid', 'waiting') and reason is null)
      or (status = 'waiting') <> (waiting_for is not null)
    union all
    select 'inbound_event ' || e.id, format('is %s and left a fact in %s', e.status, f.what), null
    from inbound_event e join (
      select event_id, 'usage_record' as what from usage_record
      union all select event_id, 'members_change' from members_change
      union all select event_id, 'payment' from payment
      union all select event_id, 'refund' from refund
      union all select event_id, 'refund_undone' from refund_undone) f on f.event_id = e.id
    where e.status in ('ignored', 'invalid')`,
};

/** The basis of a payment in the program's currency is its amount; in another, the amount at the day's rate. */
const bases = (currency: string): QueryCheck => ({
  check: 'facts.basis',
  table: 'payment',
  sql: Prisma.sql`
    select 'payment ' || p.id as subject,
      format('is of %s %s with a basis of %s; %s', p.amount, p.currency, coalesce(p.basis::text, 'nothing'),
        case when p.currency = ${currency} then 'it is in the program’s currency'
          when r.rate_per_e9 is null then 'there is no rate of its day'
          else format('the rate of its day gives %s', div(2 * p.amount::numeric * r.rate_per_e9 + 1000000000, 2000000000)) end) as message,
      p.basis as amount
    from payment p left join exchange_rate r on r.currency = p.currency and r.day = (p.at at time zone 'UTC')::date
    where case when p.currency = ${currency} then p.basis is distinct from p.amount
      when p.source = 'stripe' then false
      when r.rate_per_e9 is null then p.basis is not null
      else p.basis <> div(2 * p.amount::numeric * r.rate_per_e9 + 1000000000, 2000000000) end`,
});
