import { cosmeticColumns } from '~/flows/check-books/cosmetic-columns';
import { Prisma } from '~/generated/prisma/client';
import type { Random } from '~/kernel/random';
import type { Tx } from '~/platform/transaction.server';

type JsonRow = Record<string, unknown>;

/** The tables a random edit may touch, with the columns that are their key. */
export const editedTables: Readonly<Record<string, readonly string[]>> = {
  click: ['id'],
  inbound_event: ['id'],
  referral: ['id'],
  customer: ['id'],
  commission: ['id'],
  ledger_transaction: ['id'],
  ledger_entry: ['transaction_id', 'line'],
  payout: ['id'],
  payout_item: ['payout_id', 'commission_id'],
  payout_approval: ['payout_id', 'user_id'],
  payout_attempt: ['id'],
  chain: ['owner'],
  chain_event: ['chain', 'seq'],
  chain_head: ['chain', 'day'],
};

/** What was done, and the rows as they were before and after. */
export interface Edit {
  table: string;
  what: string;
  rows: JsonRow[];
}

interface Column {
  name: string;
  type: string;
}

/** Makes one edit of a table as a superuser could; undefined when the database itself refused it, or nothing was changed. */
export async function makeEdit(tx: Tx, table: string, random: Random): Promise<Edit | undefined> {
  const rows = await rowsOf(tx, table);
  const row = rows.length > 0 ? random.pick(rows) : undefined;
  if (!row) return undefined;
  await tx.$executeRawUnsafe('savepoint edit');
  try {
    const edit = await one(tx, { table, row, rows, random });
    await tx.$executeRawUnsafe(edit ? 'release savepoint edit' : 'rollback to savepoint edit');
    return edit;
  } catch (error) {
    // a CHECK or unique key stops superusers, too
    if (!/violates|duplicate|out of range|null value/.test(String(error))) throw error;
    await tx.$executeRawUnsafe('rollback to savepoint edit');
    return undefined;
  }
}

interface Chosen {
  table: string;
  row: JsonRow;
  rows: JsonRow[];
  random: Random;
}

async function one(tx: Tx, chosen: Chosen): Promise<Edit | undefined> {
  const kind = chosen.random.pick(['change', 'change', 'change', 'delete', 'swap', 'add']);
  if (kind === 'change') return change(tx, chosen);
  if (kind === 'swap') return swap(tx, chosen);
  if (kind === 'add') return add(tx, chosen);
  const { table, row } = chosen;
  await tx.$executeRaw`delete from ${raw(table)} where ${isRow(table, row)}`;
  return { table, what: 'deleted', rows: [row] };
}

const raw = (text: string) => Prisma.raw(`"${text}"`);

async function rowsOf(tx: Tx, table: string): Promise<JsonRow[]> {
  const [answer] = await tx.$queryRaw<Array<{ rows: string | null }>>`
    select json_agg(t order by ${Prisma.raw((editedTables[table] ?? []).map((key) => `t.${key}`).join(', '))})::text as rows from ${raw(table)} t`;
  return JSON.parse(answer?.rows ?? '[]');
}

const isRow = (table: string, row: JsonRow) =>
  Prisma.join(
    (editedTables[table] ?? []).map((key) => Prisma.sql`${raw(key)}::text = ${String(row[key])}`),
    ' and ',
  );

async function columnsOf(tx: Tx, table: string): Promise<Column[]> {
  const rows = await tx.$queryRaw<Column[]>`
    select column_name as name, case data_type when 'USER-DEFINED' then udt_name else data_type end as type
    from information_schema.columns where table_schema = 'public' and table_name = ${table} order by ordinal_position`;
  const left = cosmeticColumns[table] ?? {};
  return rows.filter(({ name }) => !(name in left) && !(editedTables[table] ?? []).includes(name));
}

async function read(tx: Tx, table: string, row: JsonRow): Promise<JsonRow | undefined> {
  const [answer] = await tx.$queryRaw<Array<{ row: string }>>`
    select to_json(t)::text as row from ${raw(table)} t where ${isRow(table, row)}`;
  return answer && JSON.parse(answer.row);
}

async function change(tx: Tx, { table, row, rows, random }: Chosen): Promise<Edit | undefined> {
  const column = random.pick(await columnsOf(tx, table));
  const value = await otherValue(tx, column, { row, rows, random });
  await tx.$executeRaw`update ${raw(table)} set ${raw(column.name)} = ${value} where ${isRow(table, row)}`;
  const after = await read(tx, table, row);
  const changed = JSON.stringify(after?.[column.name]) !== JSON.stringify(row[column.name]);
  const what = `${column.name}: ${JSON.stringify(row[column.name])} -> ${JSON.stringify(after?.[column.name])}`;
  return changed ? { table, what, rows: [row, after ?? row] } : undefined;
}

async function otherValue(
  tx: Tx,
  { name, type }: Column,
  { row, rows, random }: Omit<Chosen, 'table'>,
): Promise<Prisma.Sql> {
  const now = row[name];
  if (type === 'bigint' || type === 'integer')
    return Prisma.sql`coalesce(${raw(name)}, 0) + ${random.pick([1, 7, 100, -1])}::int`;
  if (type === 'timestamp with time zone')
    return Prisma.sql`coalesce(${raw(name)}, now()) + ${`${random.pick([1, 60_000, -1, 86_400_000, -40 * 86_400_000])} milliseconds`}::interval`;
  if (type === 'date') return Prisma.sql`${raw(name)} + ${random.pick([1, -1])}::int`;
  if (type === 'boolean') return Prisma.sql`not ${raw(name)}`;
  if (type === 'ARRAY') return Prisma.sql`array_append(${raw(name)}, 'x')`;
  if (type === 'jsonb') return Prisma.sql`'[]'::jsonb`;
  if (type === 'bytea') return Prisma.sql`'\\x00'::bytea`;
  if (type === 'text') {
    const others = [...new Set(rows.map((other) => other[name]))].filter((other) => other !== now);
    const other = others.length > 0 ? random.pick(others) : `${now ?? ''}x`;
    return other === null ? Prisma.sql`null` : Prisma.sql`${String(other)}`;
  }
  const labels = await tx.$queryRaw<Array<{ label: string }>>`
    select e.enumlabel as label from pg_enum e join pg_type t on t.oid = e.enumtypid where t.typname = ${type}`;
  const label = random.pick(labels.filter((each) => each.label !== now)).label;
  return Prisma.sql`${label}::${Prisma.raw(`"${type}"`)}`;
}

/** Two rows change places in one column: a reordering. */
async function swap(tx: Tx, { table, row, rows, random }: Chosen): Promise<Edit | undefined> {
  const column = random.pick(await columnsOf(tx, table));
  const others = rows.filter(
    (other) => JSON.stringify(other[column.name]) !== JSON.stringify(row[column.name]),
  );
  if (others.length === 0) return undefined;
  const other = random.pick(others);
  const name = raw(column.name);
  await tx.$executeRaw`
    update ${raw(table)} t set ${name} = o.${name} from ${raw(table)} o
    where (${isRowOf('t', table, row)} and ${isRowOf('o', table, other)}) or (${isRowOf('t', table, other)} and ${isRowOf('o', table, row)})`;
  return { table, what: `${column.name} swapped`, rows: [row, other] };
}

const isRowOf = (alias: string, table: string, row: JsonRow) =>
  Prisma.join(
    (editedTables[table] ?? []).map(
      (key) => Prisma.sql`${Prisma.raw(`${alias}."${key}"`)}::text = ${String(row[key])}`,
    ),
    ' and ',
  );

/** A row too many: a copy under a key of its own. */
async function add(tx: Tx, { table, row, random }: Chosen): Promise<Edit | undefined> {
  const fresh: JsonRow = { ...row };
  const serial = 1_000_000 + random.below(1_000_000);
  for (const key of editedTables[table] ?? [])
    fresh[key] = typeof row[key] === 'number' ? serial : key === 'day' ? '2031-01-01' : `${row[key]}-again`;
  // what must be unique beside the key
  for (const key of ['seq', 'external_id', 'cause_key', 'idempotency_key', 'transfer_id', 'customer_id'])
    if (
      fresh[key] != null &&
      !(editedTables[table] ?? []).includes(key) &&
      (key !== 'customer_id' || table === 'referral')
    )
      fresh[key] = typeof fresh[key] === 'number' ? serial : `${fresh[key]}-again`;
  if (table === 'payout_item') fresh.payout_id = row.payout_id;
  if (table === 'ledger_entry') fresh.transaction_id = row.transaction_id;
  if (table === 'chain_event') fresh.chain = row.chain;
  if (table === 'chain_head') fresh.chain = row.chain;
  if (table === 'payout_approval') fresh.payout_id = row.payout_id;
  await tx.$executeRaw`
    insert into ${raw(table)} select (jsonb_populate_record(null::${raw(table)}, ${JSON.stringify(fresh)}::jsonb)).*`;
  return { table, what: 'added', rows: [fresh] };
}
