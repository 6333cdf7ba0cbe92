import { type ParsedProductEvent, parseProductEvent } from '~/domain/qualification/product-event';
import { Prisma } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import { differences, inWords } from './compare';
import { type ExpectedFact, expectedFact, type FactTable } from './facts-expected.server';
import { checkFactQueries } from './facts-queries.server';
import { checkStripeFacts } from './facts-stripe.server';
import { type Row, readNamed, type Snapshot } from './snapshot.server';

const EVENTS_AT_ONCE = 2_000;

/**
 * Facts against the inbox: every applied event of the product, read again, stands as its fact with the same values, and every fact has its
 * event (reliability.md I11; domain.md section 10, item 5: what is replayed is what was delivered).
 */
export async function checkFacts(snapshot: Snapshot): Promise<void> {
  await checkFactQueries(snapshot);
  await checkStripeFacts(snapshot);
  const [{ count } = { count: 0n }] = await snapshot.tx.$queryRaw<Array<{ count: bigint }>>`
    select count(*) as count from inbound_event where source = 'product'`;
  const disputes = new Disputes();
  let done = 0;
  for (let after = 0; ; ) {
    const events = await readNamed(
      snapshot.tx,
      ['id', 'seq', 'type', 'at', 'status', 'reason', 'waiting_for', 'body'],
      Prisma.sql`from (select * from inbound_event where source = 'product' and seq > ${after}
        order by seq limit ${EVENTS_AT_ONCE}) e`,
    );
    if (events.length === 0) break;
    await checkEvents(snapshot, events, disputes);
    after = Math.max(...events.map((event) => Number(event.seq)));
    done += events.length;
    snapshot.progress(done, Number(count), 'facts against the inbox');
  }
  await disputes.check(snapshot);
}

function read(body: unknown): ParsedProductEvent {
  try {
    return parseProductEvent(JSON.parse(String(body)), Number.POSITIVE_INFINITY);
  } catch {
    return { outcome: 'invalid', reason: 'the body is no JSON', errors: [] };
  }
}

async function checkEvents(snapshot: Snapshot, events: readonly Row[], disputes: Disputes): Promise<void> {
  snapshot.looked('facts.inbox', events.length);
  const applied = events.flatMap((row) => {
    const parsed = read(row.body);
    const wrong = verdictIsWrong(row, parsed);
    if (wrong) snapshot.found('facts.inbox', `inbound_event ${row.id}`, wrong);
    if (row.status !== 'applied' || parsed.outcome !== 'ok') return [];
    const expected = expectedFact(String(row.id), parsed.event);
    return expected ? [{ id: String(row.id), expected }] : [];
  });
  const byTable = groupBy(applied, (one) => one.expected.table);
  for (const [table, some] of byTable) {
    if (table === 'dispute') {
      for (const { id, expected } of some) disputes.heard(id, expected);
      continue;
    }
    snapshot.looked(`facts.${table}`, some.length);
    const rows = await loadFacts(
      snapshot,
      table,
      some.map((one) => one.expected.key),
    );
    for (const { id, expected } of some) checkFact(snapshot, id, expected, rows.get(expected.key));
  }
}

/** What the inbox says became of a delivery fits what the delivery says. */
function verdictIsWrong(row: Row, parsed: ParsedProductEvent): string | null {
  if (parsed.outcome === 'ok') {
    const { type, at } = parsed.event;
    if (row.type !== type) return `its body is a ${type}, and it is filed as a ${row.type}`;
    // one dated ahead of the clock was refused: only then it has its reason in the timestamp
    if (row.status === 'invalid') return null;
    if (Date.parse(String(row.at)) !== at)
      return `its body is of ${new Date(at).toISOString()}, and it is filed under ${row.at}`;
    if (row.status === 'ignored' && row.reason === 'unknown type')
      return 'is ignored although its type is known';
    return row.status === 'waiting' && !row.waiting_for ? 'waits for nothing' : null;
  }
  if (row.status === 'ignored' || row.status === 'invalid') return null;
  const why = parsed.outcome === 'ignored' ? `the type ${parsed.type} is unknown` : parsed.reason;
  return `is ${row.status}, and cannot be read: ${why}`;
}

const COLUMNS: Record<Exclude<FactTable, 'dispute'>, { columns: string[]; from: string; key: string }> = {
  customer: {
    columns: [
      'email',
      'email_domain',
      'match_domain',
      'signed_up_at',
      'click_ids',
      'visitor_id',
      'promotion_code',
      'handoff_id',
    ],
    from: 'customer f',
    key: 'external_id',
  },
  usage_record: {
    columns: ['u.external_id as customer', 'at', 'f.api_calls::text as api_calls'],
    from: 'usage_record f',
    key: 'event_id',
  },
  members_change: {
    columns: ['u.external_id as customer', 'at', 'f.members as members'],
    from: 'members_change f',
    key: 'event_id',
  },
  subscription_change: {
    columns: [
      'u.external_id as customer',
      'at',
      'subscription_id',
      'status',
      'f.monthly_value::text as monthly_value',
      'currency',
    ],
    from: 'subscription_change f',
    key: 'event_id',
  },
  attribution_capture: {
    columns: ['u.external_id as customer', 'at', 'click_id'],
    from: 'attribution_capture f',
    key: 'event_id',
  },
  promotion_code_use: {
    columns: ['u.external_id as customer', 'at', 'code'],
    from: 'promotion_code_use f',
    key: 'event_id',
  },
  payment: {
    columns: [
      'u.external_id as customer',
      'f.visitor_id as visitor_id',
      'click_id',
      'at',
      'f.amount::text as amount',
      'currency',
      'period_start',
      'period_end',
      'order_id',
      'source',
    ],
    from: 'payment f',
    key: 'external_id',
  },
  refund: {
    columns: [
      'y.external_id as payment',
      'f.at as at',
      'f.amount::text as amount',
      'f.out_of::text as out_of',
    ],
    from: 'refund f',
    key: 'external_id',
  },
  refund_undone: {
    columns: ['y.external_id as payment', 'f.at as at'],
    from: 'refund_undone f',
    key: 'external_id',
  },
  invitation: { columns: ['p.handle as partner', 'domain', 'at'], from: 'invitation f', key: 'event_id' },
};

async function loadFacts(
  { tx }: Snapshot,
  table: Exclude<FactTable, 'dispute'>,
  keys: readonly string[],
): Promise<Map<string, Row>> {
  const { columns, from, key } = COLUMNS[table];
  const joins: Partial<Record<FactTable, string>> = {
    customer: '',
    refund: 'left join payment y on y.id = f.payment_id',
    refund_undone: 'left join payment y on y.id = f.payment_id',
    invitation: 'left join partner p on p.id = f.partner_id',
  };
  const join = joins[table] ?? 'left join customer u on u.id = f.customer_id';
  const rows = await readNamed(
    tx,
    [
      `f.${key} as key`,
      'f.event_id as event_id',
      ...columns.map((name) => (/[. ]/.test(name) ? name : `f.${name} as ${name}`)),
    ],
    Prisma.sql`from ${Prisma.raw(`${from} ${join}`)} where ${Prisma.raw(`f.${key}`)} = any(${[...keys]}::text[])`,
  );
  return new Map(rows.map((row) => [String(row.key), row]));
}

function checkFact(
  snapshot: Snapshot,
  id: string,
  { table, key, columns }: ExpectedFact,
  found: Row | undefined,
): void {
  const check = `facts.${table}`;
  if (!found) {
    snapshot.found(check, `inbound_event ${id}`, `is applied, and there is no ${table} ${key}`);
    return;
  }
  // an id that came again changed nothing: the first delivery decides
  if (found.event_id !== id) return;
  const different = differences(Object.keys(columns), columns, found);
  if (different.length > 0)
    snapshot.found(check, `${table} ${key}`, `event ${id} says otherwise: ${inWords(different)}`);
}

/** Opening and closing may come in either order, and again: each is one of those that were applied. */
class Disputes {
  private readonly heardOf = new Map<string, Array<{ id: string; columns: Row }>>();

  heard(id: string, { key, columns }: ExpectedFact): void {
    this.heardOf.set(key, [...(this.heardOf.get(key) ?? []), { id, columns }]);
  }

  async check(snapshot: Snapshot): Promise<void> {
    const rows = await readNamed(
      snapshot.tx,
      [
        'f.external_id as key',
        'opened_at',
        'closed_at',
        'outcome',
        'f.amount::text as amount',
        'f.out_of::text as out_of',
        'restored_at',
        'e.source as source',
      ],
      Prisma.sql`from dispute f left join inbound_event e on e.id = f.event_id`,
    );
    snapshot.looked('facts.dispute', rows.length);
    const known = new Map(rows.map((row) => [String(row.key), row]));
    for (const [key, events] of this.heardOf) {
      const row = known.get(key);
      const first = events[0]?.id;
      if (!row)
        snapshot.found(
          'facts.dispute',
          `inbound_event ${first}`,
          `is applied, and there is no dispute ${key}`,
        );
      else if (row.source === 'product') this.compare(snapshot, key, row, events);
    }
    for (const row of rows) {
      if (row.source !== 'product' || this.heardOf.has(String(row.key))) continue;
      snapshot.found('facts.dispute', `dispute ${row.key}`, 'no applied event tells of it');
    }
  }

  private compare(snapshot: Snapshot, key: string, row: Row, events: Array<{ columns: Row }>): void {
    const openings = events.filter(({ columns }) => 'opened_at' in columns);
    const closings = events.filter(({ columns }) => 'closed_at' in columns);
    for (const [side, columns] of [
      [openings, ['opened_at']],
      [closings, ['closed_at', 'outcome', 'amount', 'out_of', 'restored_at']],
    ] as const) {
      const told =
        side.length > 0
          ? side.map((event) => event.columns)
          : [Object.fromEntries(columns.map((name) => [name, null]))];
      const each = told.map((expected) => differences(columns, expected, row));
      if (each.every((different) => different.length > 0))
        snapshot.found('facts.dispute', `dispute ${key}`, inWords(each[0] ?? []));
    }
  }
}
