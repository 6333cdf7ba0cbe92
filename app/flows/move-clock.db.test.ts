import { beforeAll, describe, expect, it } from 'vitest';
import { postTransactions } from '~/domain/ledger/ledger.server';
import { clockState, now, setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { insertBareRows } from '~/test-support/bare-rows';
import { ownerPool } from '~/test-support/db';
import { moveClock, resumeClock } from './move-clock.server';

const at = (text: string) => Date.parse(text);

/** The released commissions of the bare rows, as money available to their partners. */
async function bookAvailable(): Promise<void> {
  const effectiveAt = at('2026-01-01T00:00:00Z');
  await ownerPool.query(
    `update partner set stripe_account_id = 'acct_' || id, payable = true;
     insert into partner_balance (partner_id, currency) select id, 'USD' from partner`,
  );
  const posting = (partnerId: string, commissionId: string, amount: bigint) => ({
    kind: 'release',
    causeKey: `test:${commissionId}`,
    partnerId,
    commissionId,
    currency: 'USD',
    effectiveAt,
    recordedAt: effectiveAt,
    entries: [
      { account: 'commission_expense', amount: -amount },
      { account: `partner:${partnerId}:available`, amount },
    ],
  });
  await transaction((tx) =>
    postTransactions(tx, [posting('par_a', 'com_a', 10_000n), posting('par_b', 'com_b', 5_000n)]),
  );
}

beforeAll(async () => {
  await setClock({ at: at('2026-01-15T12:00:00Z'), running: false });
  await insertBareRows(ownerPool);
  await bookAvailable();
});

describe('moving the clock', () => {
  it('does not go backward', async () => {
    expect(await moveClock(at('2026-01-15T11:59:59.999Z'))).toEqual({
      outcome: 'backward',
      now: at('2026-01-15T12:00:00Z'),
      running: false,
    });
  });

  it('may stay where it is', async () => {
    const here = at('2026-01-15T12:00:00Z');
    expect(await moveClock(here)).toEqual({ outcome: 'moved', now: here, running: false });
    expect(await db.payout.count()).toBe(0);
  });

  it('stops at the first of every month on the way, to the millisecond', async () => {
    const end = at('2026-04-01T00:00:00Z');
    expect(await moveClock(end - 1)).toEqual({ outcome: 'moved', now: end - 1, running: false });
    const payouts = await db.payout.findMany({ orderBy: { partnerId: 'asc' } });
    expect(
      payouts.map(({ partnerId, amount, month, requestedAt, status }) => [
        partnerId,
        amount,
        month,
        requestedAt,
        status,
      ]),
    ).toEqual([
      ['par_a', 10_000n, '2026-02', new Date('2026-02-01T00:00:00Z'), 'requested'],
      ['par_b', 5_000n, '2026-02', new Date('2026-02-01T00:00:00Z'), 'requested'],
    ]);
    expect(
      (await db.schedule.findMany({ where: { name: 'monthly-payouts' } })).map(({ dueAt }) =>
        dueAt.getTime(),
      ),
    ).toEqual([end]);
    await moveClock(end);
    expect(
      (await db.schedule.findMany({ where: { name: 'monthly-payouts' } })).map(({ dueAt }) =>
        dueAt.getTime(),
      ),
    ).toEqual([at('2026-05-01T00:00:00Z')]);
  });

  it('of moves at the same time each arrives or would go backward', async () => {
    const from = now();
    const targets = [5, 1, 9, 3, 7].map((hours) => from + hours * 3_600_000);
    const results = await Promise.all(targets.map(moveClock));
    for (const [index, result] of results.entries()) {
      if (result.outcome === 'moved') expect(result.now).toBe(targets[index]);
      else expect(result.now).toBeGreaterThan(targets[index] as number);
    }
    expect(now()).toBe(from + 9 * 3_600_000);
  });

  it('runs on when told to, and stands again after the next move', async () => {
    const stood = now();
    const resumed = await resumeClock();
    expect(resumed.running).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(now()).toBeGreaterThan(stood + 20);
    expect(await moveClock(stood + 60_000)).toEqual({
      outcome: 'moved',
      now: stood + 60_000,
      running: false,
    });
    expect(clockState()).toEqual({ now: stood + 60_000, running: false });
  });

  it('ten years in one move', async () => {
    const end = at('2036-04-02T00:00:00Z');
    expect(await moveClock(end)).toMatchObject({ outcome: 'moved', now: end });
  }, 180_000);
});
