import type pg from 'pg';
import { APP_ROLE, pool } from './db.server';

type Facts = {
  role: string;
  superuser: boolean;
  ledgerOwner: string | null;
  ownsLedger: boolean;
  timezone: string;
  fsync: string;
  fullPageWrites: string;
  synchronousCommit: string;
};

const FACTS = `
  select current_user as role,
         (select rolsuper from pg_roles where rolname = current_user) as superuser,
         pg_get_userbyid(c.relowner) as "ledgerOwner",
         coalesce(pg_has_role(current_user, c.relowner, 'usage'), false) as "ownsLedger",
         current_setting('TimeZone') as timezone,
         current_setting('fsync') as fsync,
         current_setting('full_page_writes') as "fullPageWrites",
         current_setting('synchronous_commit') as "synchronousCommit"
    from (values (to_regclass('ledger_entry'))) as wanted (oid)
    left join pg_class c on c.oid = wanted.oid`;

/** Every reason why this database must not hold money, in words; none: it may. */
export function unsafeBecause(facts: Facts): string[] {
  const rules: [boolean, string][] = [
    [facts.ledgerOwner === null, 'the table ledger_entry is missing: run the migrations (npm run db:deploy)'],
    [facts.superuser, `${facts.role} is a superuser, who could rewrite the ledger: connect as ${APP_ROLE}`],
    [facts.ownsLedger, `${facts.role} owns the ledger and could rewrite it: connect as ${APP_ROLE}`],
    [!/^(UTC|Etc\/UTC|GMT)$/.test(facts.timezone), `the session's time zone is ${facts.timezone}, not UTC`],
    [facts.fsync !== 'on', 'fsync is off: a crash of the machine would lose acknowledged commits'],
    [facts.fullPageWrites !== 'on', 'full_page_writes is off: a crash of the machine could tear pages'],
    [facts.synchronousCommit === 'off', 'synchronous_commit is off: a crash would lose acknowledged commits'],
  ];
  return rules.filter(([broken]) => broken).map(([, reason]) => reason);
}

/** The database must not be used; the message lists every reason for the operator. */
export class UnsafeDatabaseError extends Error {
  override name = 'UnsafeDatabaseError';

  constructor(reasons: string[], options?: ErrorOptions) {
    super(`The database cannot be used:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`, options);
  }
}

/**
 * The check at boot: we run only where nothing of ours can rewrite the ledger and no acknowledged commit is lost.
 * @throws {UnsafeDatabaseError}
 */
export async function assertDatabaseIsSafe(on: Pick<pg.Pool, 'query'> = pool): Promise<void> {
  const { rows } = await on.query<Facts>(FACTS).catch((error: Error) => {
    throw new UnsafeDatabaseError([error.message], { cause: error });
  });
  const reasons = rows.flatMap(unsafeBecause);
  if (reasons.length > 0) throw new UnsafeDatabaseError(reasons);
}
