import { randomBytes } from 'node:crypto';
import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { canonical, sha256Text } from './canonical';
import { iso } from './commitment';
import { link, NO_HASH } from './event';
import { type ChainRecord, type Fact, subjectOf } from './record';
import { factKey } from './records-of-customer';

/** Where a chain stands, and how much of the ledger, the standings and the terms it has told. */
export interface Tip {
  owner: string;
  seq: number;
  hash: string;
  ledgerId: bigint;
  standingId: bigint;
  terms: string[];
}

/** A record to be appended; `customerId` and `subject` are what it is found by later. */
export interface Unsealed {
  record: ChainRecord;
  subject: string;
  customerId: string | null;
}

/** What is appended to one chain, and how far it has then told the tables that only grow. */
export interface Growth {
  tip: Tip;
  records: readonly Unsealed[];
}

/**
 * Locks the tips of chains until the transaction ends, making them first where missing, in one order for everybody: whoever appends holds
 * this, after every other lock of the transaction.
 */
export async function lockTips(tx: Tx, owners: readonly string[], now: Instant): Promise<Map<string, Tip>> {
  const ids = [...new Set(owners)].sort();
  if (ids.length === 0) return new Map();
  await tx.$executeRaw`
    insert into chain (owner, hash, created_at) select owner, ${NO_HASH}, ${new Date(now)}::timestamptz
    from unnest(${ids}::text[]) as owner on conflict do nothing`;
  const rows = await tx.$queryRaw<Array<Omit<Tip, 'seq'> & { seq: bigint }>>`
    select owner, seq, hash, ledger_id as "ledgerId", standing_id as "standingId", terms
    from chain where owner = any(${ids}::text[]) order by owner for update`;
  return new Map(rows.map((row) => [row.owner, { ...row, seq: Number(row.seq) }]));
}

/** Appends to chains whose tips the caller has locked. */
export async function appendToChains(tx: Tx, growths: readonly Growth[], now: Instant): Promise<void> {
  const grown = growths.map(({ tip, records }) => {
    const sealed = link({ chain: tip.owner, seq: tip.seq, hash: tip.hash }, records, iso(now));
    const rows = sealed.map(({ event, text, hash }, index) => ({
      chain: tip.owner,
      seq: event.seq,
      type: event.record.type,
      subject: event.subject,
      customer_id: records[index]?.customerId ?? null,
      body: text,
      record_hash: recordHash(event.record),
      hash,
      recorded_at: event.recordedAt,
    }));
    const last = sealed.at(-1);
    return { rows, tip: { ...tip, seq: last?.event.seq ?? tip.seq, hash: last?.hash ?? tip.hash } };
  });
  const rows = grown.flatMap((one) => one.rows);
  if (rows.length === 0) return;
  await tx.$executeRaw`
    insert into chain_event (chain, seq, type, subject, customer_id, body, record_hash, hash, recorded_at)
    select r.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(chain text, seq bigint, type text, subject text,
      customer_id text, body text, record_hash text, hash text, recorded_at timestamptz)`;
  const tips = grown.map(({ tip }) => ({
    owner: tip.owner,
    seq: tip.seq,
    hash: tip.hash,
    ledger_id: tip.ledgerId.toString(),
    standing_id: tip.standingId.toString(),
    terms: tip.terms,
  }));
  await tx.$executeRaw`
    update chain c set seq = r.seq, hash = r.hash, ledger_id = r.ledger_id, standing_id = r.standing_id,
      terms = array(select jsonb_array_elements_text(r.terms))
    from jsonb_to_recordset(${JSON.stringify(tips)}::jsonb) as r(owner text, seq bigint, hash text, ledger_id bigint,
      standing_id bigint, terms jsonb)
    where c.owner = r.owner`;
}

/** Tells two records of one subject apart. */
export function recordHash(record: ChainRecord): string {
  return sha256Text(canonical(record));
}

/** What one chain last said of some subjects. */
export interface Sealed {
  /** hash of the last record, by subject; of `facts` there is none */
  records: Map<string, string>;
  /** all facts sealed but uses, by subject and factKey */
  facts: Map<string, Map<string, Fact>>;
}

interface SealedRow {
  chain: string;
  subject: string;
  type: string;
  recordHash: string;
  body: string | null;
}

/** What the chains have said of customers and of other subjects, by owner. */
export async function loadSealed(
  tx: Tx,
  of: { customerIds: readonly string[]; subjects: readonly string[] },
): Promise<Map<string, Sealed>> {
  const rows = await tx.$queryRaw<SealedRow[]>`
    select chain, subject, type, record_hash as "recordHash", case when type = 'facts' then body end as body
    from chain_event where (customer_id = any(${[...of.customerIds]}::text[]) or subject = any(${[...of.subjects]}::text[]))
      and subject not like 'uses:%'
    order by chain, seq`;
  return sealedByOwner(rows);
}

function sealedByOwner(rows: readonly SealedRow[]): Map<string, Sealed> {
  return new Map(
    [...groupBy(rows, (row) => row.chain)].map(([owner, own]) => {
      const sealed: Sealed = { records: new Map(), facts: new Map() };
      for (const row of own) {
        if (row.body === null) sealed.records.set(row.subject, row.recordHash);
        else addFacts(sealed, row.subject, JSON.parse(row.body).record.facts);
      }
      return [owner, sealed];
    }),
  );
}

function addFacts(sealed: Sealed, subject: string, facts: readonly Fact[]): void {
  const known = sealed.facts.get(subject) ?? new Map<string, Fact>();
  for (const fact of facts) known.set(factKey(fact), fact);
  sealed.facts.set(subject, known);
}

/** The record if its chain does not say so already. */
export function unlessSealed(
  record: ChainRecord,
  sealed: Sealed | undefined,
  customerId: string | null,
): Unsealed[] {
  const subject = subjectOf(record);
  return sealed?.records.get(subject) === recordHash(record) ? [] : [{ record, subject, customerId }];
}

/** The salts of subjects, drawn where there are none. */
export async function saltsOf(tx: Tx, subjects: readonly string[]): Promise<Map<string, string>> {
  if (subjects.length === 0) return new Map();
  const fresh = subjects.map((subject) => ({ subject, salt: randomBytes(16).toString('hex') }));
  await tx.chainSalt.createMany({ data: fresh, skipDuplicates: true });
  const rows = await tx.chainSalt.findMany({ where: { subject: { in: [...subjects] } } });
  return new Map(rows.map((row) => [row.subject, row.salt]));
}

/** How far a chain has told the uses of a customer: their order of storing. */
export interface UseMark {
  chain: string;
  customerId: string;
  seq: bigint;
}

/** The marks of customers, by chain and customer; a chain that has told none has no mark. */
export async function loadUseMarks(tx: Tx, customerIds: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await tx.chainMark.findMany({ where: { customerId: { in: [...customerIds] } } });
  return new Map(rows.map((row) => [`${row.chain}|${row.customerId}`, row.useSeq]));
}

/** Moves marks on; the tips of their chains are locked. */
export async function saveUseMarks(tx: Tx, marks: readonly UseMark[]): Promise<void> {
  if (marks.length === 0) return;
  const input = marks.map(({ chain, customerId, seq }) => ({
    chain,
    customer_id: customerId,
    use_seq: seq.toString(),
  }));
  await tx.$executeRaw`
    insert into chain_mark (chain, customer_id, use_seq)
    select r.* from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(chain text, customer_id text, use_seq bigint)
    on conflict (chain, customer_id) do update set use_seq = excluded.use_seq`;
}
