import { Prisma } from '~/generated/prisma/client';
import { APP_ROLE } from '~/platform/db.server';
import { appendOnlyTables, guardFunctions, guards, keptTables } from './database-guards';
import { type QueryCheck, runQueries, type Snapshot } from './snapshot.server';

/** What the database itself must refuse is still in force (ADR-0030; reliability.md I1, I2). */
export async function checkDatabase(snapshot: Snapshot): Promise<void> {
  await runQueries(snapshot, [triggers, functions, constraints, role, privileges, session]);
}

const wanted = [
  ...appendOnlyTables.map((table) => ({ table_name: table, trigger_name: `${table}_append_only` })),
  ...keptTables.map((table) => ({ table_name: table, trigger_name: `${table}_is_kept` })),
  ...guards.map(([table_name, trigger_name]) => ({ table_name, trigger_name })),
];

const triggers: QueryCheck = {
  check: 'database.triggers',
  table: 'program',
  sql: Prisma.sql`
    select format('trigger %s on %s', w.trigger_name, w.table_name) as subject,
      case when t.oid is null then 'is not there' else 'is switched off' end as message, null::bigint as amount
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(table_name text, trigger_name text)
      left join pg_trigger t on t.tgname = w.trigger_name and t.tgrelid = to_regclass('public.' || quote_ident(w.table_name))
    where t.oid is null or t.tgenabled not in ('O', 'A')`,
};

const functions: QueryCheck = {
  check: 'database.functions',
  table: 'program',
  sql: Prisma.sql`
    select 'function ' || w.name as subject, 'refuses nothing any more, or is not there' as message, null::bigint as amount
    from unnest(${guardFunctions}::text[]) as w(name)
      left join pg_proc p on p.proname = w.name and p.pronamespace = 'public'::regnamespace
    where p.oid is null or p.prosrc not ilike '%raise exception%'`,
};

const constraints: QueryCheck = {
  check: 'database.constraints',
  table: 'program',
  sql: Prisma.sql`
    select format('constraint %s on %s', conname, conrelid::regclass) as subject, 'was never validated' as message, null::bigint as amount
    from pg_constraint where connamespace = 'public'::regnamespace and not convalidated
    union all
    select 'index ' || indexrelid::regclass::text, 'is not valid', null
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and i.indisunique and not (i.indisvalid and i.indisready)
    union all
    select format('foreign keys of %s', c.relname), 'are switched off', null
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgisinternal and c.relnamespace = 'public'::regnamespace and t.tgenabled not in ('O', 'A')
    group by c.relname`,
};

const role: QueryCheck = {
  check: 'database.role',
  table: 'program',
  sql: Prisma.sql`
    select 'role ' || ${APP_ROLE}::text as subject, 'is a superuser, or may make roles or pass over row security' as message, null::bigint as amount
    from pg_roles where rolname = ${APP_ROLE} and (rolsuper or rolcreaterole or rolbypassrls)
    union all
    select 'table ' || relname, 'is owned by the application’s role', null
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and pg_get_userbyid(relowner) = ${APP_ROLE}`,
};

const privileges: QueryCheck = {
  check: 'database.privileges',
  table: 'program',
  sql: Prisma.sql`
    select 'table ' || t.name as subject, format('the application’s role may %s it', r.name) as message, null::bigint as amount
    from (
      select name, array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'] as refused from unnest(${[...appendOnlyTables]}::text[]) as name
      union all
      select name, array['DELETE', 'TRUNCATE', 'TRIGGER'] from unnest(${[...keptTables]}::text[]) as name) t,
      unnest(t.refused) as r(name)
    where to_regclass('public.' || quote_ident(t.name)) is not null
      and (has_table_privilege(${APP_ROLE}, 'public.' || quote_ident(t.name), r.name)
        or (r.name = 'UPDATE' and has_any_column_privilege(${APP_ROLE}, 'public.' || quote_ident(t.name), 'UPDATE')))`,
};

const session: QueryCheck = {
  check: 'database.session',
  table: 'program',
  sql: Prisma.sql`
    select 'session_replication_role' as subject, 'is ' || current_setting('session_replication_role') || ': triggers do not fire' as message,
      null::bigint as amount
    where current_setting('session_replication_role') <> 'origin'
    union all
    select 'session_replication_role', 'is set for a role or database', null
    from pg_db_role_setting s, unnest(s.setconfig) as setting
    where setting like 'session_replication_role=%' and setting not like '%=origin'
      and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))`,
};
