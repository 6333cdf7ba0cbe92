import { ownerPool } from '~/test-support/db';

// The machine's own counters; a request may change them whoever sends it.
const leftOut = ['_prisma_migrations', 'rate_limit', 'schedule'];

let statement: string | undefined;

async function statementForAll(): Promise<string> {
  const { rows } = await ownerPool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ($1) order by 1`,
    [leftOut],
  );
  return rows
    .map(
      ({ name }) =>
        `select '${name}' as name, md5(string_agg(line, chr(10) order by line)) as digest
           from (select t::text as line from ${name} t) as lines where line ~ $1`,
    )
    .join(' union all ');
}

/**
 * What stands in every table about somebody: a digest of all rows, of whatever table, that name one of the ids. A row of somebody else that
 * begins to name one is a change, too.
 */
export async function rowsNaming(ids: readonly string[]): Promise<Map<string, string>> {
  statement ??= await statementForAll();
  const pattern = ids.map((id) => id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const { rows } = await ownerPool.query<{ name: string; digest: string | null }>(statement, [pattern]);
  return new Map(rows.flatMap(({ name, digest }) => (digest === null ? [] : [[name, digest] as const])));
}

/** The tables in which two such digests differ. */
export function changedTables(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
}
