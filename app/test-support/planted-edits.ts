/** One wrong thing planted for one check: the row it is in, how, and how the report must call it. */
export interface Planted {
  check: string;
  /** gives the row's key as text */
  row: string;
  /** statements; `$row` stands for the key */
  edit: string[];
  /** how the finding's subject begins; `$row` stands for the key */
  subject: string;
}

const first = (table: string, where = 'true', key = 'id') =>
  `select ${key}::text as row from ${table} where ${where} order by ${key} limit 1`;
const commission = (where = `status = 'released'`) =>
  first('commission', `withdrawn_at is null and ${where}`);
const slice = commission(`status = 'released' and payment_id is not null and reversed = 0`);
const at = `'$row'`;

const replayed: Planted[] = [
  {
    check: 'replay.commission',
    row: slice,
    edit: [`update commission set uncapped = uncapped + 1, amount = amount + 1 where id = ${at}`],
    subject: 'commission $row',
  },
  {
    check: 'replay.commission',
    row: slice,
    edit: [`delete from commission where id = ${at}`],
    subject: 'commission of customer',
  },
  {
    check: 'replay.commission',
    row: slice,
    edit: [
      `insert into commission select (jsonb_populate_record(c, '{"id": "com_more", "cause_key": "payment:none:0"}')).* from commission c where id = ${at}`,
    ],
    subject: 'commission com_more',
  },
  {
    check: 'replay.customer',
    row: first('customer'),
    edit: [`update customer set members = members + 1 where id = ${at}`],
    subject: 'customer $row',
  },
  {
    check: 'replay.customer',
    row: first('customer', 'paid_at is not null'),
    edit: [`update customer set paid_at = paid_at - interval '1 millisecond' where id = ${at}`],
    subject: 'customer $row',
  },
  {
    check: 'replay.referral',
    row: first('referral', `reason = 'click'`),
    edit: [`update referral set credited_at = credited_at + interval '1 second' where id = ${at}`],
    subject: 'referral $row',
  },
  {
    check: 'replay.referral',
    row: first('referral', 'true', 'customer_id'),
    edit: [`delete from referral where customer_id = ${at}`],
    subject: 'referral of customer $row',
  },
  {
    check: 'replay.decision',
    row: `select max(id)::text as row from attribution_decision`,
    edit: [`update attribution_decision set reason = 'by hand' where id = $row`],
    subject: 'attribution_decision $row',
  },
  {
    check: 'replay.skip',
    row: first('skip'),
    edit: [`update skip set reason = 'needs_rate' where id = ${at}`],
    subject: 'skip $row',
  },
  {
    check: 'replay.purchase',
    row: first('payment', 'customer_id is null'),
    edit: [`update payment set settle_at = now() + interval '9 years' where id = ${at}`],
    subject: 'payment $row',
  },
  {
    check: 'ledger.movements',
    row: `select t.id::text as row from ledger_transaction t where kind = 'vest' order by id limit 1`,
    edit: [`update ledger_transaction set effective_at = effective_at + interval '1 day' where id = $row`],
    subject: 'ledger_transaction $row',
  },
];

const transaction = first('ledger_transaction');
const ledger: Planted[] = [
  {
    check: 'ledger.balanced',
    row: transaction,
    edit: ['update ledger_entry set amount = amount + 1 where transaction_id = $row and line = 0'],
    subject: 'ledger_transaction $row',
  },
  {
    check: 'ledger.entries',
    row: transaction,
    edit: [`update ledger_entry set currency = 'EUR' where transaction_id = $row and line = 0`],
    subject: 'ledger_entry $row/0',
  },
  {
    check: 'ledger.causes',
    row: first('ledger_transaction', `kind = 'release'`),
    edit: [`update ledger_transaction set cause_key = cause_key || '1' where id = $row`],
    subject: 'ledger_transaction $row',
  },
  {
    check: 'ledger.owners',
    row: transaction,
    edit: [`update ledger_transaction set commission_id = 'com_none' where id = $row`],
    subject: 'ledger_transaction $row',
  },
  {
    check: 'ledger.cancels',
    row: first('ledger_transaction', `kind = 'release'`),
    edit: [
      `update ledger_transaction set cancels_id = (select min(id) from ledger_transaction where kind = 'vest') where id = $row`,
    ],
    subject: 'ledger_transaction $row',
  },
  {
    check: 'ledger.balances',
    row: `select partner_id as row from partner_balance where available <> 0 order by 1 limit 1`,
    edit: [
      `update partner_balance set available = available + 1, pending = pending - 1 where partner_id = ${at}`,
    ],
    subject: 'partner_balance $row USD',
  },
];

const paid = first('payout', `status = 'paid'`);
const payouts: Planted[] = [
  {
    check: 'payouts.items',
    row: paid,
    edit: [`update payout set amount = amount + 1 where id = ${at}`],
    subject: 'payout $row',
  },
  {
    check: 'payouts.manifest',
    row: paid,
    edit: [`update payout set destination = destination || 'x' where id = ${at}`],
    subject: 'payout $row',
  },
  {
    check: 'payouts.statement',
    row: paid,
    edit: [`update payout set statement_lines = '[]' where id = ${at}`],
    subject: 'payout $row',
  },
  {
    check: 'payouts.approvals',
    row: paid,
    edit: [`delete from payout_approval where payout_id = ${at}`],
    subject: 'payout $row',
  },
  {
    check: 'payouts.approvers',
    row: paid,
    edit: [`update payout_approval set manifest_hash = repeat('0', 64) where payout_id = ${at}`],
    subject: 'payout_approval $row/',
  },
  {
    check: 'payouts.batches',
    row: first('payout_batch_approval'),
    edit: [
      `update payout set manifest_hash = repeat('0', 64)
        where id = (select payout_id from payout_batch_outcome where approval_id = ${at} order by 1 limit 1)`,
    ],
    subject: 'payout_batch_approval $row',
  },
  {
    check: 'payouts.batches',
    row: first('payout_batch_approval'),
    edit: [`update payout_batch_approval set amount = amount + 1 where id = ${at}`],
    subject: 'payout_batch_approval $row',
  },
  {
    // who signs another list after the fact, hash and all
    check: 'payouts.batches',
    row: first('payout_batch_approval'),
    edit: [
      `update payout_batch_approval set manifest = replace(manifest, '"destination":"', '"destination":"x'),
        manifest_hash = encode(sha256(convert_to(replace(manifest, '"destination":"', '"destination":"x'), 'UTF8')), 'hex')
        where id = ${at}`,
    ],
    subject: 'payout_batch_approval $row',
  },
  {
    check: 'payouts.by_hand',
    row: first('payout', `destination like 'manual:%' and status = 'paid'`),
    edit: [
      `update audit_entry set actor_kind = 'system', actor_user_id = null where subject_id = ${at} and action = 'payout.paid'`,
    ],
    subject: 'payout $row',
  },
  {
    // who changes where a payout of Stripe's went, and says that somebody paid it by hand
    check: 'payouts.by_hand',
    row: first('payout', `destination like 'acct_%' and status = 'paid'`),
    edit: [`update payout set destination = 'manual:none', transfer_id = 'manual:none' where id = ${at}`],
    subject: 'payout $row',
  },
  {
    check: 'payouts.months',
    row: first('month_statement', 'true', `partner_id || ' ' || month`),
    edit: [`update month_statement set ledger_id = ledger_id + 1 where partner_id || ' ' || month = ${at}`],
    subject: 'month_statement $row',
  },
  {
    check: 'payouts.months',
    row: first('month_statement', 'chain_seq > 2', `partner_id || ' ' || month`),
    edit: [`delete from chain_head where chain = split_part(${at}, ' ', 1)`],
    subject: 'month_statement $row',
  },
  {
    check: 'payouts.attempts',
    row: first('payout_attempt'),
    edit: [`update payout_attempt set amount = amount + 1 where id = ${at}`],
    subject: 'payout_attempt $row',
  },
  {
    check: 'payouts.ledger',
    row: first('payout', `status = 'rejected'`),
    edit: [`update payout set status = 'requested', decided_at = null where id = ${at}`],
    subject: 'ledger_transaction',
  },
  {
    check: 'payouts.carried',
    row: `select c.id as row from commission c join payout_item i on i.commission_id = c.id join payout p on p.id = i.payout_id
      where p.status = 'paid' and i.amount > 0 order by 1 limit 1`,
    edit: [`update payout_item set amount = 9 * amount where commission_id = ${at}`],
    subject: 'commission $row',
  },
  {
    check: 'payouts.covered',
    row: `select partner_id as row from payout where status = 'paid' order by 1 limit 1`,
    edit: [
      `update ledger_entry set amount = amount + 5 where ctid = (select ctid from ledger_entry where account = 'partner:$row:available' limit 1)`,
    ],
    subject: 'partner $row',
  },
  {
    check: 'payouts.available',
    row: paid,
    edit: [
      `update ledger_entry set amount = amount - 10000000 where transaction_id =
        (select id from ledger_transaction where payout_id = ${at} and kind = 'payout_requested') and account like '%:available'`,
    ],
    subject: 'payout',
  },
  {
    check: 'payouts.steps',
    row: paid,
    edit: [`update payout set paid_at = requested_at - interval '1 day' where id = ${at}`],
    subject: 'payout $row',
  },
  {
    check: 'payouts.audit',
    row: paid,
    edit: [`delete from audit_entry where subject_id = ${at} and action = 'payout.approved'`],
    subject: 'payout $row',
  },
  {
    check: 'rows.audit',
    row: first('partner'),
    edit: [
      `insert into partner_standing (partner_id, at, status, terms_key, by_user_id)
        select id, '2030-01-01', 'paused', terms_key, 'usr_x' from partner where id = ${at}`,
    ],
    subject: 'partner_standing',
  },
];

const click = first('click', `channel = 'partner'`);
const clicks: Planted[] = [
  {
    check: 'clicks.link_days',
    row: `select partner_id || ' ' || link_id || ' ' || to_char(day, 'YYYY-MM-DD') as row from click_daily order by 1 limit 1`,
    edit: [
      `update click_daily set clicks = clicks + 1 where partner_id || ' ' || link_id || ' ' || to_char(day, 'YYYY-MM-DD') = ${at}`,
    ],
    subject: 'click_daily $row',
  },
  {
    check: 'clicks.program_days',
    row: `select to_char(min(day), 'YYYY-MM-DD') as row from program_daily`,
    edit: [`update program_daily set clicks = clicks + 1 where day = ${at}::date`],
    subject: 'program_daily $row',
  },
  {
    check: 'clicks.unique',
    row: click,
    edit: [`update click set is_unique = not is_unique where id = ${at}`],
    subject: 'click $row',
  },
  {
    check: 'clicks.links',
    row: click,
    edit: [`update click set link_id = 'lnk_none' where id = ${at}`],
    subject: 'click $row',
  },
  {
    check: 'clicks.windows',
    row: click,
    edit: [`update click set window_days = window_days + 1 where id = ${at}`],
    subject: 'click $row',
  },
];

const factTables: Array<[string, string, string]> = [
  ['usage_record', 'event_id', 'api_calls = api_calls + 1'],
  ['members_change', 'event_id', 'members = members + 1'],
  ['subscription_change', 'event_id', `status = 'trialing'`],
  ['attribution_capture', 'event_id', `at = at + interval '1 second'`],
  ['promotion_code_use', 'event_id', `at = at + interval '1 second'`],
];
const facts: Planted[] = [
  ...factTables.flatMap(([table, key, change]): Planted[] => [
    {
      check: `facts.${table}`,
      row: first(table, 'true', key),
      edit: [`update ${table} set ${change} where ${key} = ${at}`],
      subject: `${table} $row`,
    },
    {
      check: `facts.${table}`,
      row: first(table, 'true', key),
      edit: [`delete from ${table} where ${key} = ${at}`],
      subject: 'inbound_event $row',
    },
    {
      check: `facts.${table}`,
      row: first(table, 'true', key),
      edit: [`delete from inbound_event where id = ${at}`],
      subject: `${table} $row`,
    },
  ]),
  {
    check: 'facts.customer',
    row: first('customer', 'true', 'external_id'),
    edit: [`update customer set email = 'x' || email where external_id = ${at}`],
    subject: 'customer $row',
  },
  {
    check: 'facts.payment',
    row: first('payment', 'true', 'external_id'),
    edit: [`update payment set amount = amount + 1, basis = basis + 1 where external_id = ${at}`],
    subject: 'payment $row',
  },
  {
    check: 'facts.refund_undone',
    row: first('refund_undone', 'true', 'external_id'),
    edit: [`update refund_undone set at = at + interval '1 second' where external_id = ${at}`],
    subject: 'refund_undone $row',
  },
  {
    check: 'facts.refund',
    row: first('refund', 'true', 'external_id'),
    edit: [`update refund set amount = amount + 1 where external_id = ${at}`],
    subject: 'refund $row',
  },
  {
    check: 'facts.dispute',
    row: first('dispute', 'opened_at is not null', 'external_id'),
    edit: [`update dispute set opened_at = opened_at - interval '1 hour' where external_id = ${at}`],
    subject: 'dispute $row',
  },
  {
    check: 'facts.basis',
    row: first('payment'),
    edit: [`update payment set basis = basis + 1 where id = ${at}`],
    subject: 'payment $row',
  },
  {
    check: 'facts.inbox',
    row: first('inbound_event', `type = 'customer.usage_recorded'`),
    edit: [`update inbound_event set at = at + interval '1 hour' where id = ${at}`],
    subject: 'inbound_event $row',
  },
  {
    check: 'facts.verdicts',
    row: first('inbound_event', `type = 'customer.usage_recorded'`),
    edit: [`update inbound_event set status = 'received' where id = ${at}`],
    subject: 'inbound_event $row',
  },
  {
    check: 'facts.waiting',
    row: first('inbound_event', `type = 'customer.usage_recorded'`),
    edit: [
      `update inbound_event set status = 'waiting', reason = 'unknown_customer', waiting_for = 'customer:' || (select external_id from customer limit 1) where id = ${at}`,
    ],
    subject: 'inbound_event $row',
  },
  {
    check: 'facts.stripe',
    row: first('payment'),
    edit: [
      `update payment set source = 'stripe', event_id = 'evt_s' where id = ${at}`,
      `insert into inbound_event (id, source, external_id, type, body, received_at, status, applied_at) values ('evt_s', 'stripe', 'evt_s', 'invoice.paid',
        '{"id":"evt_s","type":"invoice.paid","created":1,"livemode":false,"data":{"object":{"id":"in_other","customer":"cus_1","currency":"usd","amount_paid":100,"total":100,"lines":{"data":[]}}}}',
        now(), 'applied', now())`,
    ],
    subject: 'payment $row',
  },
];

const rows: Planted[] = [
  {
    check: 'rows.currency',
    row: commission(),
    edit: [`update commission set currency = 'EUR' where id = ${at}`],
    subject: 'commission $row',
  },
  {
    check: 'rows.orphans',
    row: commission(),
    edit: [`update commission set customer_id = 'cus_none' where id = ${at}`],
    subject: 'commission $row',
  },
  {
    check: 'rows.click_order',
    row: first('referral', `reason = 'click'`),
    edit: [`update referral set linked_at = linked_at + interval '1 second' where id = ${at}`],
    subject: 'referral $row',
  },
  {
    check: 'rows.payment_order',
    row: slice,
    edit: [
      `update customer set signed_up_at = '2031-01-01' where id = (select customer_id from commission where id = ${at})`,
    ],
    subject: 'commission',
  },
  {
    check: 'partners.standing',
    row: first('partner'),
    edit: [
      `insert into partner_standing (partner_id, at, status, terms_key) select id, '1999-01-01', status, terms_key from partner where id = ${at}`,
    ],
    subject: 'partner_standing',
  },
  {
    check: 'partners.row',
    row: first('partner'),
    edit: [`update partner set status = 'suspended' where id = ${at}`],
    subject: 'partner $row',
  },
  {
    check: 'terms.versions',
    row: `select 'content'::text as row`,
    edit: [`update terms_version set version = 2 where terms_key = ${at}`],
    subject: 'terms_version $row 2',
  },
  {
    check: 'terms.documents',
    row: `select 'content'::text as row`,
    edit: [`update terms_version set document = '{}' where terms_key = ${at}`],
    subject: 'terms_version $row 1',
  },
  { check: 'program.row', row: `select '1'::text as row`, edit: ['delete from program'], subject: 'program' },
];

const database: Planted[] = [
  {
    check: 'database.triggers',
    row: `select 'click'::text as row`,
    edit: ['alter table click disable trigger click_append_only'],
    subject: 'trigger click_append_only on click',
  },
  {
    check: 'database.functions',
    row: `select 'refuse_change'::text as row`,
    edit: [
      `create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'`,
    ],
    subject: 'function $row',
  },
  {
    check: 'database.constraints',
    row: `select 'loose'::text as row`,
    edit: ['alter table program add constraint loose check (true) not valid'],
    subject: 'constraint $row',
  },
  {
    check: 'database.role',
    row: `select 'tributary_app'::text as row`,
    edit: ['alter role tributary_app createrole'],
    subject: 'role $row',
  },
  {
    check: 'database.session',
    row: `select current_database()::text as row`,
    edit: ['alter database "$row" set session_replication_role = replica'],
    subject: 'session_replication_role',
  },
  {
    check: 'database.privileges',
    row: `select 'ledger_entry'::text as row`,
    edit: ['grant update (amount) on ledger_entry to tributary_app'],
    subject: 'table $row',
  },
];

const chainEvent = `select chain || ' ' || seq as row from chain_event where type = 'ledger' order by 1 limit 1`;
const chainRow = `chain || ' ' || seq = ${at}`;
const chains: Planted[] = [
  {
    check: 'chain.links',
    row: chainEvent,
    edit: [`update chain_event set body = replace(body, 'USD', 'EUR') where ${chainRow}`],
    subject: 'chain_event $row',
  },
  {
    check: 'chain.heads',
    row: `select chain || ' ' || to_char(day, 'YYYY-MM-DD') as row from chain_head order by 1 limit 1`,
    edit: [
      `update chain_head set signature = repeat('0', 128) where chain || ' ' || to_char(day, 'YYYY-MM-DD') = ${at}`,
    ],
    subject: 'chain_head $row',
  },
  {
    check: 'chain.anchors',
    row: `select chain || ' ' || to_char(day, 'YYYY-MM-DD') as row from chain_head order by 1 limit 1`,
    edit: [`delete from chain_head where chain || ' ' || to_char(day, 'YYYY-MM-DD') = ${at}`],
    subject: 'chain_head $row',
  },
  {
    check: 'chain.tables',
    row: transaction,
    edit: [`update ledger_transaction set effective_at = effective_at + interval '1 second' where id = $row`],
    subject: 'ledger_transaction $row',
  },
  {
    check: 'chain.payouts',
    row: paid,
    edit: [`update payout set decided_at = decided_at + interval '1 second' where id = ${at}`],
    subject: 'payout $row',
  },
  ...[
    `accepted_name = 'Somebody Else'`,
    `manifest = manifest || ' ', manifest_hash = encode(sha256(convert_to(manifest || ' ', 'UTF8')), 'hex')`,
    `signature = repeat('0', 128)`,
  ].map(
    (change): Planted => ({
      check: 'chain.handoffs',
      row: first('handoff', 'accepted_at is not null'),
      edit: [`update handoff set ${change} where id = ${at}`],
      subject: 'handoff $row',
    }),
  ),
  {
    check: 'chain.subjects',
    row: commission(),
    edit: [`delete from commission where id = ${at}`],
    subject: 'commission $row',
  },
  {
    check: 'chain.days',
    row: `select coalesce(partner_id, 'program') as row from click order by at limit 1`,
    edit: [`delete from chain_event where type = 'clicks' and chain = ${at}`],
    subject: 'clicks of $row on',
  },
  {
    check: 'chain.clicks',
    row: `select partner_id as row from click where partner_id is not null order by id limit 1`,
    edit: [`update click set landing_url = 'https://emdash.dev/other' where partner_id = ${at}`],
    subject: 'clicks of $row on',
  },
  {
    check: 'chain.inbox',
    row: `select to_char(min(received_at) at time zone 'UTC', 'YYYY-MM-DD') as row from inbound_event`,
    edit: [
      `update inbound_event set body = body || ' ' where to_char(received_at at time zone 'UTC', 'YYYY-MM-DD') = ${at}`,
    ],
    subject: 'deliveries of $row',
  },
];

const sealed: Planted[] = [
  {
    check: 'chain.salts',
    row: first('customer'),
    edit: [`delete from chain_salt where subject = 'customer:$row'`],
    subject: 'chain_salt customer:$row',
  },
  {
    check: 'chain.books',
    row: commission(),
    edit: [`update commission set month = '2031-01' where id = ${at}`],
    subject: 'commission $row',
  },
  {
    check: 'chain.facts',
    row: first('usage_record', 'true', 'customer_id'),
    edit: [`update usage_record set api_calls = api_calls + 1 where customer_id = ${at}`],
    subject: 'customer $row',
  },
];

/** By the group of checks that must find them. */
export const plantedEdits = {
  replay: [...replayed, ...sealed],
  ledger,
  payouts,
  clicks,
  facts,
  rows,
  database,
  chains,
};
