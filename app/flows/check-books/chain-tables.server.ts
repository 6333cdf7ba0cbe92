import { canonical } from '~/domain/chain/canonical';
import { PROGRAM_CHAIN } from '~/domain/chain/record';
import { ledgerRecord, standingRecord, termsRecord } from '~/domain/chain/records-of-books';
import { parseTermsDocument } from '~/domain/program/terms-document';
import { Prisma } from '~/generated/prisma/client';
import { ledgerSince, standingsSince } from '../sealed-tables.server';
import { type QueryCheck, readNamed, type Snapshot } from './snapshot.server';

/** What one query can tell of chains. */
export const chainQueries: readonly QueryCheck[] = [
  {
    check: 'chain.subjects',
    table: 'chain_event',
    sql: Prisma.sql`
      select case when e.customer_id is not null and e.type not in ('commission', 'payout') then 'customer ' || e.customer_id
          else replace(e.subject, ':', ' ') end as subject,
        format('event %s of the chain of %s speaks of %s, which is not in the books', e.seq, e.chain, e.subject) as message,
        null::bigint as amount
      from chain_event e
      where (e.type = 'commission' and not exists (select from commission c where 'commission:' || c.id = e.subject))
        or (e.type = 'payout' and not exists (select from payout p where 'payout:' || p.id = e.subject))
        or (e.type = 'handoff' and not exists (select from handoff h where 'handoff:' || h.id = e.subject and h.accepted_at is not null))
        or (e.customer_id is not null and not exists (select from customer u where u.id = e.customer_id))
      union all
      select 'chain_event ' || e.chain || ' ' || e.seq, 'belongs to a chain that does not exist', null
      from chain_event e where not exists (select from chain c where c.owner = e.chain)
      union all
      select 'chain ' || c.owner, 'is of nobody', null from chain c
      where c.owner <> ${PROGRAM_CHAIN} and not exists (select from partner p where p.id = c.owner)
      union all
      select 'partner ' || p.id, 'has no chain', null from partner p where not exists (select from chain c where c.owner = p.id)`,
  },
  {
    check: 'chain.anchors',
    table: 'chain_anchor',
    sql: Prisma.sql`
      select format('chain_head %s %s', a.chain, to_char(a.day, 'YYYY-MM-DD')) as subject,
        'is to be told outside, or was, and is not there' as message, null::bigint as amount
      from (select distinct chain, day from chain_anchor) a
      where not exists (select from chain_head h where h.chain = a.chain and h.day = a.day)
      union all
      select format('chain_head %s %s', h.chain, to_char(h.day, 'YYYY-MM-DD')), 'is to be told nowhere outside', null
      from chain_head h where not exists (select from chain_anchor a where a.chain = h.chain and a.day = h.day)
      union all
      select format('chain_head %s %s', chain, to_char(day, 'YYYY-MM-DD')), 'closes with an earlier event than the head before it', null
      from (select *, lag(seq) over (partition by chain order by day) as before from chain_head) h where seq <= before`,
  },
  {
    check: 'chain.days',
    table: 'chain_event',
    where: Prisma.sql`type in ('clicks', 'inbox')`,
    sql: Prisma.sql`
      with sealed_through as (select max(day) as day from chain_head where chain = ${PROGRAM_CHAIN})
      select format('clicks of %s on %s', chain, to_char(day, 'YYYY-MM-DD')) as subject, 'are under no root' as message,
        null::bigint as amount
      from (select distinct coalesce(partner_id, ${PROGRAM_CHAIN}) as chain, (at at time zone 'UTC')::date as day from click) d
      where day <= (select day from sealed_through) and not exists (
        select from chain_event e where e.chain = d.chain and e.subject = 'clicks:' || to_char(d.day, 'YYYY-MM-DD'))
      union all
      select format('deliveries of %s', to_char(day, 'YYYY-MM-DD')), 'are under no root', null
      from (select distinct (received_at at time zone 'UTC')::date as day from inbound_event) d
      where day <= (select day from sealed_through) and not exists (
        select from chain_event e where e.chain = ${PROGRAM_CHAIN} and e.subject = 'inbox:' || to_char(d.day, 'YYYY-MM-DD'))`,
  },
];

/** The ledger, the standings and the terms: everything a partner's chain says of them is there as it says, and nothing is unsaid. */
export async function checkGrowingTables(snapshot: Snapshot): Promise<void> {
  const { tx } = snapshot;
  const terms = new Map(
    (await tx.termsVersion.findMany()).map(({ termsKey: key, version, effectiveAt, document }) => {
      const read = () => parseTermsDocument(document, { key, version, effectiveAt: effectiveAt.getTime() });
      return [`terms:${key}:${version}`, read] as const;
    }),
  );
  // the program's chain too: it tells of none of them, and its tip must say so
  const tips = await tx.chain.findMany();
  for (const tip of tips) {
    const whole = { ...tip, seq: Number(tip.seq), ledgerId: 0n, standingId: 0n };
    const ledger = (await ledgerSince(tx, [whole])).get(tip.owner) ?? [];
    const standings = (await standingsSince(tx, [whole])).get(tip.owner) ?? [];
    const books = new Map<string, { row: string; text: string }>();
    for (const row of ledger) {
      // one without entries is told of by the ledger's own check
      const text = row.entries ? canonical(ledgerRecord(row)) : '';
      books.set(`ledger:${row.id}`, { row: `ledger_transaction ${row.id}`, text });
    }
    for (const row of standings)
      books.set(`standing:${row.id}`, {
        row: `partner_standing ${row.id}`,
        text: canonical(standingRecord(row)),
      });
    for (const [subject, read] of terms) books.set(subject, { row: subject, text: textOf(read) });
    await compare(snapshot, tip, books);
  }
}

function textOf(read: () => Parameters<typeof termsRecord>[0]): string {
  try {
    return canonical(termsRecord(read()));
  } catch {
    return '';
  }
}

interface TipRow {
  owner: string;
  ledgerId: bigint;
  standingId: bigint;
  terms: string[];
}

async function compare(
  snapshot: Snapshot,
  tip: TipRow,
  books: Map<string, { row: string; text: string }>,
): Promise<void> {
  const chain = tip.owner;
  const rows = await readNamed(
    snapshot.tx,
    ['seq', 'subject', 'body'],
    Prisma.sql`from chain_event where chain = ${chain} and type in ('ledger', 'standing', 'terms')`,
  );
  snapshot.looked('chain.tables', rows.length);
  checkTip(
    snapshot,
    tip,
    rows.map((row) => String(row.subject)),
  );
  for (const { seq, subject, body } of rows) {
    const stands = books.get(String(subject));
    books.delete(String(subject));
    const sealed = recordText(String(body));
    if (!stands)
      snapshot.found(
        'chain.tables',
        `${String(subject).replace(/^ledger:/, 'ledger_transaction ')}`,
        `event ${seq} of the chain of ${chain} says ${sealed}, and it is not there`,
      );
    else if (stands.text !== sealed)
      snapshot.found(
        'chain.tables',
        stands.row,
        `event ${seq} of the chain of ${chain} says ${sealed}; the books say ${stands.text}`,
      );
  }
  for (const [subject, { row }] of books) {
    // terms are told when a chain first names them
    if (!subject.startsWith('terms:'))
      snapshot.found('chain.tables', row, `the chain of ${chain} does not tell of it`);
  }
}

/** How far the chain has told the tables that only grow, by its tip and by its events. */
function checkTip(snapshot: Snapshot, tip: TipRow, subjects: readonly string[]): void {
  const told = (type: string) =>
    subjects.flatMap((subject) => (subject.startsWith(`${type}:`) ? [subject.slice(type.length + 1)] : []));
  const last = (ids: string[]) => ids.map(BigInt).reduce((most, id) => (id > most ? id : most), 0n);
  const expected = [last(told('ledger')), last(told('standing')), told('terms').sort().join(' ')].join(', ');
  const found = [tip.ledgerId, tip.standingId, [...tip.terms].sort().join(' ')].join(', ');
  if (expected === found) return;
  snapshot.found(
    'chain.tables',
    `chain ${tip.owner}`,
    `its events tell the ledger, standings and terms to ${expected}; its tip says ${found}`,
  );
}

/** The record in an event's text, as it stands there: of the keys around it `chain` comes before, `recordedAt` after. */
export function recordText(body: string): string {
  return body.slice(body.indexOf('"record":') + '"record":'.length, body.lastIndexOf(',"recordedAt":'));
}
