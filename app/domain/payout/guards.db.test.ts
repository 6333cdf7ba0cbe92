import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '~/platform/db.server';
import { attempt, insertBareRows } from '~/test-support/bare-rows';
import { ownerPool } from '~/test-support/db';

const HASH = 'a'.repeat(64);
let last = 0;
const newId = () => `pot_${++last}`;

interface Wanted {
  amount?: number;
  partner?: string;
  month?: string;
  status?: string;
  origin?: string;
  by?: string;
}
const payout = (
  id: string,
  {
    amount = 6000,
    partner = 'par_a',
    month,
    status = 'requested',
    origin = 'partner',
    by = 'usr_member',
  }: Wanted = {},
) =>
  `insert into payout (id, partner_id, amount, currency, status, destination, manifest_hash, origin, month, requested_by, requested_at, decided_at)
   values ('${id}', '${partner}', ${amount}, 'USD', '${status}', 'acct_1', '${HASH}', '${origin}', ${month ? `'${month}'` : 'null'}, '${by}', now(), now())`;
const item = (id: string, amount = 6000, commission = 'com_a') =>
  `insert into payout_item (payout_id, commission_id, amount) values ('${id}', '${commission}', ${amount})`;
const approval = (id: string, user = 'usr_admin', hash = HASH) =>
  `insert into payout_approval (payout_id, user_id, manifest_hash, at) values ('${id}', '${user}', '${hash}', now())`;
const step = (id: string, status: string) =>
  `update payout set status = '${status}', reason = coalesce(reason, 'because'), transfer_id = coalesce(transfer_id, 'tr_${id}'), paid_at = coalesce(paid_at, now())
    where id = '${id}'`;
const undo = (id: string) => attempt(ownerPool, step(id, 'canceled'));

/** The statements that bring a payout from requested to a status by legal steps. */
const road = (id: string): Record<string, string[]> => {
  const approved = [approval(id), step(id, 'approved')];
  const sending = [...approved, step(id, 'sending')];
  const paid = [...sending, step(id, 'paid')];
  return {
    requested: [],
    approved,
    sending,
    paid,
    rejected: [step(id, 'rejected')],
    canceled: [step(id, 'canceled')],
    failed: [...sending, step(id, 'failed')],
    returned: [...paid, step(id, 'returned')],
  };
};
const STATUSES = Object.keys(road(''));
const LEGAL = [
  ['requested', 'approved'],
  ['requested', 'rejected'],
  ['requested', 'canceled'],
  ['approved', 'sending'],
  ['approved', 'rejected'],
  ['approved', 'failed'],
  ['sending', 'paid'],
  ['sending', 'failed'],
  ['paid', 'returned'],
].map((pair) => pair.join(' '));

beforeAll(async () => {
  await insertBareRows(ownerPool);
  // room for all the payouts of these tests
  await ownerPool.query(`update commission set uncapped = 1000000, amount = 1000000 where id = 'com_a'`);
});

describe('what a payout carries', () => {
  it('its items sum to its amount', async () => {
    const [good, less, none, negative] = [newId(), newId(), newId(), newId()];
    expect(await attempt(pool, payout(good), item(good))).toBe('accepted');
    expect(await attempt(pool, payout(less), item(less, 5999))).toMatch(
      /is of 6000 and its items sum to 5999/,
    );
    expect(await attempt(pool, payout(none))).toMatch(/items sum to/);
    expect(await attempt(pool, payout(negative, { amount: -1 }), item(negative, -1))).toMatch(
      /payout_amount_range/,
    );
  });

  it('nothing is added later, in no way', async () => {
    const id = newId();
    expect(
      await attempt(pool, 'savepoint a', payout(id), 'release a', 'savepoint b', item(id), 'release b'),
    ).toBe('accepted');
    await ownerPool.query(
      `insert into commission (id, partner_id, customer_id, reward_key, terms_key, terms_version, cause_key, uncapped, amount, currency, status, accrued_at, due_at, created_at)
       values ('com_more', 'par_a', 'cus_a', 'tier-1', 'developer', 1, 'customer:acme', 5, 5, 'USD', 'accrued', now(), now(), now())`,
    );
    const later = item(id, 1, 'com_more');
    expect(await attempt(pool, later)).toMatch(/no item can be added/);
    expect(await attempt(pool, 'savepoint a', later)).toMatch(/no item can be added/);
    // touching the payout first does not make it ours
    expect(await attempt(pool, `update payout set needs_review = true where id = '${id}'`, later)).toMatch(
      /no item can be added/,
    );
    expect(await attempt(ownerPool, later)).toMatch(/no item can be added/);
  });

  it('only commissions of its partner', async () => {
    const id = newId();
    expect(await attempt(pool, payout(id), item(id, 6000, 'com_b'))).toMatch(/another partner or currency/);
  });

  it('no more of a commission than it is worth, counting the payouts that stand', async () => {
    const [first, second, third] = [newId(), newId(), newId()];
    const all = { amount: 5000, partner: 'par_b', origin: 'schedule' };
    expect(await attempt(pool, payout(first, all), item(first, 5000, 'com_b'))).toBe('accepted');
    const again = [payout(second, { ...all, amount: 1 }), item(second, 1, 'com_b')];
    expect(await attempt(pool, ...again)).toMatch(/more of a commission than it is worth/);
    expect(await undo(first)).toBe('accepted');
    expect(await attempt(pool, ...again)).toBe('accepted');
    expect(await attempt(pool, payout(third, all), item(third, 5000, 'com_b'))).toMatch(/than it is worth/);
    await undo(second);
  });

  it('also when two are made at the same moment', async () => {
    const ids = Array.from({ length: 8 }, newId);
    const results = await Promise.all(
      ids.map((id) =>
        attempt(
          pool,
          payout(id, { amount: 5000, partner: 'par_b' }),
          item(id, 5000, 'com_b'),
          'select pg_sleep(0.02)',
        ),
      ),
    );
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    expect(results.filter((result) => /than it is worth/.test(result))).toHaveLength(7);
    for (const id of ids) await undo(id);
  });

  it('(control: without the guard all of them pass)', async () => {
    await ownerPool.query('alter table payout_item disable trigger payout_item_fits');
    const ids = Array.from({ length: 4 }, newId);
    try {
      for (const id of ids) {
        expect(
          await attempt(pool, payout(id, { amount: 5000, partner: 'par_b' }), item(id, 5000, 'com_b')),
        ).toBe('accepted');
      }
    } finally {
      await ownerPool.query('alter table payout_item enable trigger payout_item_fits');
      for (const id of ids) await undo(id);
    }
  });

  it('one a month and partner by schedule', async () => {
    const [january, again, february, byHand] = [newId(), newId(), newId(), newId()];
    const make = (id: string, month?: string) =>
      attempt(
        pool,
        payout(id, { amount: 100, origin: 'schedule', ...(month ? { month } : {}) }),
        item(id, 100),
      );
    expect(await make(january, '2026-01')).toBe('accepted');
    expect(await make(again, '2026-01')).toMatch(/payout_one_per_partner_and_month/);
    expect(await make(february, '2026-02')).toBe('accepted');
    expect(await make(byHand)).toBe('accepted');
  });
});

describe('the steps of a payout', () => {
  const pairs = STATUSES.flatMap((from) =>
    STATUSES.filter((to) => to !== from).map((to) => [from, to] as const),
  );

  it.each(pairs)('%s -> %s', async (from, to) => {
    const id = newId();
    expect(await attempt(pool, payout(id, { amount: 100 }), item(id, 100))).toBe('accepted');
    const way = road(id)[from] ?? [];
    if (way.length > 0) expect(await attempt(pool, ...way)).toBe('accepted');
    const preparation = to === 'approved' && from === 'requested' ? [approval(id)] : [];
    const result = await attempt(pool, ...preparation, step(id, to));
    if (LEGAL.includes(`${from} ${to}`)) expect(result).toBe('accepted');
    else expect(result).toMatch(`a payout does not go from ${from} to ${to}`);
  });

  it('begins as requested', async () => {
    const id = newId();
    expect(await attempt(pool, payout(id, { status: 'approved' }), item(id))).toMatch(/begins as requested/);
  });

  it('is not approved without an approval, nor paid without a transfer', async () => {
    const id = newId();
    await attempt(pool, payout(id), item(id));
    expect(await attempt(pool, step(id, 'approved'))).toMatch(/has no approval/);
    await attempt(pool, ...(road(id).sending ?? []));
    expect(
      await attempt(pool, `update payout set status = 'paid', transfer_id = null where id = '${id}'`),
    ).toMatch(/one transfer|payout_paid_by_transfer/);
  });

  it.each([
    'amount = amount + 1',
    `destination = 'acct_2'`,
    `manifest_hash = '${'b'.repeat(64)}'`,
    `partner_id = 'par_b'`,
    `requested_by = 'usr_other'`,
  ])('stays as it was requested: %s', async (change) => {
    const id = newId();
    await attempt(pool, payout(id), item(id));
    expect(await attempt(pool, `update payout set ${change} where id = '${id}'`)).toMatch(
      /as it was requested/,
    );
    expect(await attempt(ownerPool, `update payout set ${change} where id = '${id}'`)).toMatch(
      /as it was requested/,
    );
  });
});

describe('four eyes', () => {
  it('nobody approves a payout of a partner they belong to', async () => {
    const id = newId();
    await attempt(pool, payout(id), item(id));
    expect(await attempt(pool, approval(id, 'usr_member'))).toMatch(/partner they belong to/);
    expect(await attempt(ownerPool, approval(id, 'usr_member'))).toMatch(/partner they belong to/);
    expect(await attempt(pool, approval(id))).toBe('accepted');
  });

  it('who requested it as a partner does not approve it, also after leaving', async () => {
    const id = newId();
    await attempt(pool, payout(id), item(id));
    await ownerPool.query(`update partner_member set left_at = now() where user_id = 'usr_member'`);
    expect(await attempt(pool, approval(id, 'usr_member'))).toMatch(/partner they belong to/);
    await ownerPool.query(`update partner_member set left_at = null where user_id = 'usr_member'`);
  });

  it('an admin counts once, an approval binds the manifest, and only what is requested is approved', async () => {
    const id = newId();
    await attempt(pool, payout(id), item(id));
    expect(await attempt(pool, approval(id, 'usr_admin', 'b'.repeat(64)))).toMatch(/another manifest/);
    expect(await attempt(pool, approval(id))).toBe('accepted');
    expect(await attempt(pool, approval(id))).toMatch(/payout_approval_pkey/);
    expect(await attempt(pool, step(id, 'approved'))).toBe('accepted');
    expect(await attempt(pool, approval(id, 'usr_other'))).toMatch(/cannot be approved/);
  });
});

describe('attempts', () => {
  const attemptRow = (payoutId: string, number: number) =>
    `insert into payout_attempt (id, payout_id, number, idempotency_key, amount, currency, destination, created_at)
     values ('att_${payoutId}_${number}', '${payoutId}', ${number}, 'key_${payoutId}_${number}', 6000, 'USD', 'acct_1', now())`;
  const answer = (payoutId: string, outcome: string) =>
    `update payout_attempt set outcome = '${outcome}', answered_at = now(), transfer_id = 'tr_x' where payout_id = '${payoutId}'`;

  it('a second key only when the first is known to have moved no money', async () => {
    const id = newId();
    await attempt(pool, payout(id), item(id));
    expect(await attempt(pool, attemptRow(id, 1))).toBe('accepted');
    expect(await attempt(pool, attemptRow(id, 2))).toMatch(/payout_attempt_one_unrefused/);
    expect(await attempt(pool, answer(id, 'unknown'))).toBe('accepted');
    expect(await attempt(pool, attemptRow(id, 2))).toMatch(/payout_attempt_one_unrefused/);
    expect(await attempt(pool, answer(id, 'refused'))).toBe('accepted');
    expect(await attempt(pool, attemptRow(id, 2))).toBe('accepted');
  });

  it('the intent stays as it was stored before the call', async () => {
    const id = newId();
    await attempt(pool, payout(id), item(id), attemptRow(id, 1));
    for (const change of ['amount = 1', `destination = 'acct_2'`, `idempotency_key = 'other'`]) {
      expect(await attempt(pool, `update payout_attempt set ${change} where payout_id = '${id}'`)).toMatch(
        /before the call/,
      );
    }
  });
});
