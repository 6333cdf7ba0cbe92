import type pg from 'pg';

/**
 * The smallest rows that guards of the database can be tried on, written behind the application's back: partner `par_a` with member
 * `usr_member`, partner `par_b`, admins `usr_admin` and `usr_other`, customer `cus_a` with payment `pay_a`, and `com_a`, a released
 * commission of 10000 of partner par_a.
 */
export async function insertBareRows(pool: pg.Pool): Promise<void> {
  const instant = `'2026-01-01T00:00:00Z'`;
  await pool.query(`
    insert into "user" (id, email, name, role) values
      ('usr_member', 'member@a.example', 'Member', 'partner'),
      ('usr_admin', 'admin@program.example', 'Admin', 'admin'),
      ('usr_other', 'other@program.example', 'Other admin', 'admin');
    insert into partner (id, handle, kind, name, email, status, terms_key, created_at) values
      ('par_a', 'ada', 'affiliate', 'Ada', 'ada@a.example', 'active', 'developer', ${instant}),
      ('par_b', 'bob', 'affiliate', 'Bob', 'bob@b.example', 'active', 'developer', ${instant});
    insert into partner_member (partner_id, user_id, role, joined_at) values ('par_a', 'usr_member', 'owner', ${instant});
    insert into customer (id, external_id, email, email_domain, signed_up_at, created_at) values
      ('cus_a', 'acme', 'ann@acme.example', 'acme.example', ${instant}, ${instant}),
      ('cus_b', 'bolt', 'bea@bolt.example', 'bolt.example', ${instant}, ${instant});
    insert into payment (id, external_id, customer_id, at, amount, currency, basis, source, event_id, created_at) values
      ('pay_a', 'inv-1', 'cus_a', ${instant}, 100000, 'USD', 100000, 'product', 'evt_a', ${instant});
    insert into commission (id, partner_id, customer_id, payment_id, slice, reward_key, terms_key, terms_version, cause_key, basis,
        rate_bps, uncapped, amount, currency, status, month, accrued_at, due_at, vested_at, released_at, created_at) values
      ('com_a', 'par_a', 'cus_a', 'pay_a', 0, 'tier-3', 'developer', 1, 'payment:inv-1:0', 100000,
        1000, 10000, 10000, 'USD', 'released', '2026-01', ${instant}, ${instant}, ${instant}, ${instant}, ${instant});
    insert into commission (id, partner_id, customer_id, reward_key, terms_key, terms_version, cause_key,
        uncapped, amount, currency, status, accrued_at, due_at, vested_at, released_at, created_at) values
      ('com_b', 'par_b', 'cus_b', 'tier-1', 'developer', 1, 'customer:bolt',
        5000, 5000, 'USD', 'released', ${instant}, ${instant}, ${instant}, ${instant}, ${instant});`);
}

/**
 * Runs statements in one transaction, commit included.
 * @returns why the database refused, or 'accepted'
 */
export async function attempt(pool: pg.Pool, ...statements: string[]): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
    return 'accepted';
  } catch (error) {
    await client.query('rollback');
    return error instanceof Error ? error.message : String(error);
  } finally {
    client.release();
  }
}
