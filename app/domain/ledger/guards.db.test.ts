import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '~/platform/db.server';
import { attempt, insertBareRows } from '~/test-support/bare-rows';
import { ownerPool } from '~/test-support/db';

let last = 0;
const nextId = () => ++last;

const header = (id: number, lines = 2) =>
  `insert into public.ledger_transaction (id, kind, cause_key, partner_id, currency, effective_at, recorded_at, lines)
   values (${id}, 'vest', 'test:${id}', 'par_a', 'USD', now(), now(), ${lines})`;

interface Line {
  line?: number;
  account?: string;
  amount: number | string;
  currency?: string;
  partner?: string;
}
const entries = (id: number, ...lines: Line[]) =>
  `insert into public.ledger_entry (transaction_id, line, account, partner_id, currency, amount) values ${lines
    .map(
      ({ line, account = 'partner:par_a:pending', amount, currency = 'USD', partner = 'par_a' }, index) =>
        `(${id}, ${line ?? index}, '${account}', '${partner}', '${currency}', ${amount})`,
    )
    .join(', ')}`;

const expense = (amount: number): Line => ({ account: 'commission_expense', amount });
const balanced = (id: number) => entries(id, expense(-500), { amount: 500 });

/** Both: the application's role, and the owner, who could do anything that no trigger stops. */
const attackers: Array<[string, pg.Pool]> = [
  ['the application', pool],
  ['the owner', ownerPool],
];

beforeAll(() => insertBareRows(ownerPool));

describe.each(attackers)('the ledger, attacked by %s', (_who, as) => {
  it('takes what balances, written at once or in savepoints', async () => {
    const [one, two, three] = [nextId(), nextId(), nextId()];
    expect(await attempt(as, header(one), balanced(one))).toBe('accepted');
    const [first, second] = [entries(two, expense(-500)), entries(two, { line: 1, amount: 500 })];
    expect(
      await attempt(
        as,
        'savepoint a',
        header(two),
        'release a',
        'savepoint b',
        first,
        'release b',
        'savepoint c',
        second,
        'rollback to c',
        second,
      ),
    ).toBe('accepted');
    expect(await attempt(as, header(three), header(nextId()), balanced(three), balanced(last))).toBe(
      'accepted',
    );
  });

  it.each([
    [
      'what does not sum to zero',
      (id: number) => entries(id, expense(-500), { amount: 499 }),
      /sums to -1, not to zero/,
    ],
    ['fewer lines than announced', (id: number) => entries(id, expense(-500)), /announces 2 lines and has 1/],
    ['no lines', () => 'select 1', /announces 2 lines and has 0/],
    [
      'more lines than announced',
      (id: number) => entries(id, expense(-500), { amount: 400 }, { amount: 100 }),
      /nothing can be added/,
    ],
    [
      'two currencies that balance as numbers',
      (id: number) => entries(id, expense(-500), { amount: 500, currency: 'EUR' }),
      /another currency or partner/,
    ],
    [
      'another partner than the transaction’s',
      (id: number) =>
        entries(id, expense(-500), { account: 'partner:par_b:pending', partner: 'par_b', amount: 500 }),
      /another currency or partner/,
    ],
    [
      'an account of another partner',
      (id: number) => entries(id, expense(-500), { account: 'partner:par_b:pending', amount: 500 }),
      /ledger_entry_account/,
    ],
    [
      'an account nobody knows',
      (id: number) => entries(id, expense(-500), { account: 'petty_cash', amount: 500 }),
      /ledger_entry_account/,
    ],
    ['an empty line', (id: number) => entries(id, { amount: 0 }, { amount: 0 }), /ledger_entry_amount_range/],
    [
      'more than JavaScript can count',
      (id: number) => entries(id, { amount: '9007199254740992' }, { amount: '-9007199254740992' }),
      /ledger_entry_amount_range/,
    ],
  ])('refuses %s', async (_what, lines, why) => {
    const id = nextId();
    expect(await attempt(as, header(id), lines(id))).toMatch(why);
    const { rows } = await ownerPool.query('select from ledger_transaction where id = $1', [id]);
    expect(rows).toHaveLength(0);
  });

  it('refuses a transaction of one line', async () => {
    const id = nextId();
    expect(await attempt(as, header(id, 1), entries(id, { amount: 1 }))).toMatch(/ledger_transaction_lines/);
  });

  it('refuses lines added later, also balanced ones, also in place of a line', async () => {
    const id = nextId();
    expect(await attempt(as, header(id), balanced(id))).toBe('accepted');
    const more = entries(id, { line: 2, amount: 5 }, { line: 3, amount: -5 });
    expect(await attempt(as, more)).toMatch(/nothing can be added/);
    expect(await attempt(as, 'savepoint a', more)).toMatch(/nothing can be added/);
    expect(await attempt(as, entries(id, { line: 1, amount: 5 }))).toMatch(/ledger_entry_pkey/);
  });

  it('is not fooled by checking early', async () => {
    const id = nextId();
    const early = [header(id), balanced(id), 'set constraints all immediate'];
    expect(await attempt(as, ...early, entries(id, { line: 2, amount: 1 }))).toMatch(/nothing can be added/);
    // checked inside a savepoint whose lines are then given up
    expect(
      await attempt(
        as,
        header(id),
        'savepoint a',
        balanced(id),
        'set constraints all immediate',
        'rollback to a',
      ),
    ).toMatch(/announces 2 lines and has 0/);
    expect(await attempt(as, header(id), balanced(id), 'set constraints all immediate')).toBe('accepted');
  });

  it('is not fooled by a temporary table of the same name', async () => {
    const id = nextId();
    expect(
      await attempt(
        as,
        'create temporary table ledger_entry (like public.ledger_entry) on commit drop',
        header(id),
        `insert into pg_temp.ledger_entry select ${id}, n, 'commission_expense', 'par_a', 'USD', 1 - 2 * n from generate_series(0, 1) n`,
      ),
    ).toMatch(/announces 2 lines and has 0/);
  });
});

it('(control: without the guards the same attacks pass)', async () => {
  const [unbalanced, late] = [nextId(), nextId()];
  expect(await attempt(pool, header(late), balanced(late))).toBe('accepted');
  const disable = (state: string) => [
    `alter table ledger_transaction ${state} trigger ledger_transaction_balances`,
    `alter table ledger_entry ${state} trigger ledger_entry_fits`,
  ];
  expect(await attempt(ownerPool, ...disable('disable'))).toBe('accepted');
  try {
    expect(await attempt(pool, header(unbalanced), entries(unbalanced, { amount: 1 }))).toBe('accepted');
    expect(await attempt(pool, entries(late, { line: 2, amount: 1 }))).toBe('accepted');
  } finally {
    expect(await attempt(ownerPool, ...disable('enable'))).toBe('accepted');
  }
});

const APPEND_ONLY = [
  'ledger_transaction',
  'ledger_entry',
  'audit_entry',
  'attribution_decision',
  'self_referral_decision',
  'partner_standing',
  'terms_version',
  'click',
  'payout_approval',
  'payout_item',
  'usage_record',
  'members_change',
  'subscription_change',
  'attribution_capture',
  'refund',
];
const KEPT = [
  'inbound_event',
  'customer',
  'payment',
  'dispute',
  'partner',
  'terms',
  'link',
  'payout',
  'payout_attempt',
];

async function firstColumn(table: string): Promise<string> {
  const { rows } = await ownerPool.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
    [table],
  );
  return rows[0]?.name ?? '';
}

describe.each(APPEND_ONLY)('%s', (table) => {
  it('is only ever inserted into', async () => {
    const column = await firstColumn(table);
    const rewriting = [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ];
    for (const statement of rewriting) {
      expect(await attempt(pool, statement), statement).toMatch(/permission denied/);
      expect(await attempt(ownerPool, statement), statement).toMatch(/append-only|kept for ever/);
    }
  });

  it('and only the triggers keep the owner from it', async () => {
    const column = await firstColumn(table);
    const client = await ownerPool.connect();
    try {
      await client.query('begin');
      await client.query(`alter table ${table} disable trigger ${table}_append_only`);
      await expect(client.query(`update ${table} set ${column} = ${column}`)).resolves.toBeDefined();
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

it.each(KEPT)('%s keeps its rows', async (table) => {
  expect(await attempt(pool, `delete from ${table}`)).toMatch(/permission denied/);
  expect(await attempt(pool, `truncate ${table} cascade`)).toMatch(/permission denied/);
  expect(await attempt(ownerPool, `delete from ${table}`)).toMatch(/kept for ever/);
  expect(await attempt(ownerPool, `truncate ${table} cascade`)).toMatch(/append-only|kept for ever/);
});

describe('facts', () => {
  const delivery = (id: string) =>
    `insert into inbound_event (id, source, external_id, type, body, received_at) values ('${id}', 'product', '${id}', 't', '{}', now())`;

  it.each([
    ['inbound_event', `body = '{"amount":"9"}'`],
    ['inbound_event', `external_id = 'other'`],
    ['inbound_event', `received_at = now() + interval '1 day'`],
    ['payment', 'amount = 1'],
    ['payment', `customer_id = 'cus_b'`],
    ['payment', `at = now()`],
    ['payment', 'basis = 1'],
    ['customer', `signed_up_at = now()`],
    ['dispute', `opened_at = now() + interval '1 day'`],
    ['dispute', `payment_id = 'none'`],
  ])('%s: %s is refused', async (table, change) => {
    await attempt(ownerPool, delivery('evt_kept'));
    await attempt(
      ownerPool,
      `insert into dispute (id, external_id, payment_id, opened_at, event_id) values ('dis_a', 'd-1', 'pay_a', now(), 'evt_d')`,
    );
    for (const [, as] of attackers) {
      expect(await attempt(as, `update ${table} set ${change}`)).toMatch(/refused:/);
    }
  });

  it('what we make of them may change', async () => {
    await attempt(ownerPool, delivery('evt_kept'));
    const allowed = [
      `update inbound_event set status = 'applied', applied_at = now()`,
      `update inbound_event set body = body`,
      `update payment set settle_at = now(), charge_id = 'ch_1'`,
      `update customer set stage = 'paid', settle_at = null`,
      `update dispute set closed_at = now(), outcome = 'won'`,
    ];
    for (const statement of allowed) expect(await attempt(pool, statement), statement).toBe('accepted');
    expect(await attempt(pool, `update dispute set outcome = 'lost'`)).toMatch(/closes once/);
  });

  it('a commission names the customer who paid', async () => {
    const moved = `update commission set customer_id = 'cus_b' where id = 'com_a'`;
    for (const [, as] of attackers) expect(await attempt(as, moved)).toMatch(/another customer/);
    expect(await attempt(pool, `update commission set customer_id = 'cus_a' where id = 'com_a'`)).toBe(
      'accepted',
    );
  });
});

describe('the role of the application', () => {
  it.each([
    ['owns no table', `alter table ledger_entry disable trigger all`, /must be owner/],
    ['cannot drop a trigger', `drop trigger ledger_entry_fits on ledger_entry`, /must be owner/],
    [
      'cannot replace a guard',
      `create or replace function ledger_entry_fits() returns trigger language sql as ''`,
      /permission denied|must be owner/,
    ],
    [
      'cannot switch triggers off',
      `set session_replication_role = replica`,
      /permission denied to set parameter/,
    ],
    ['cannot make objects', `create table public.trap (id int)`, /permission denied for schema public/],
    [
      'cannot give itself rights',
      // granting what one may not grant is only a warning
      `grant update on ledger_entry to tributary_app; update ledger_entry set amount = 1`,
      /permission denied for table ledger_entry/,
    ],
    [
      'cannot edit the record of migrations',
      `delete from _prisma_migrations`,
      /permission denied for table _prisma_migrations/,
    ],
  ])('%s', async (_what, statement, why) => {
    expect(await attempt(pool, statement)).toMatch(why);
  });

  it('is the one the application connects as, and no superuser', async () => {
    const { rows } = await pool.query(
      'select current_user as role, rolsuper, rolcanlogin from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ role: 'tributary_app', rolsuper: false, rolcanlogin: false }]);
  });

  it('reaches every table it needs', async () => {
    const { rows } = await ownerPool.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
          and not (has_table_privilege('tributary_app', oid, 'select')
                   and (has_table_privilege('tributary_app', oid, 'insert') or relname = '_prisma_migrations'))`,
    );
    expect(rows).toEqual([]);
  });
});
