import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { moveClock, resumeClock } from '~/flows/move-clock.server';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { ownerPool } from '~/test-support/db';
import { startWorker } from './worker.server';

const START = Date.UTC(2026, 0, 15);
// contract.md, /sandbox/clock: without a move, an accepted event shows in the API within 2 s
const WITHIN = { timeout: 2000, interval: 10 };
let stop: () => Promise<void>;

const signUp = (id: string) => ({
  externalId: `msg_${id}`,
  type: 'customer.signed_up',
  body: JSON.stringify({
    type: 'customer.signed_up',
    timestamp: new Date(START).toISOString(),
    data: { customer: { id, email: `someone@${id}.example` } },
  }),
  at: START,
  status: 'received' as const,
});
const known = async (externalId: string) => {
  const customer = await db.customer.findUnique({ where: { externalId } });
  // settled too: the rules have nothing more to do at once
  return customer !== null && (customer.settleAt === null || customer.settleAt.getTime() > START);
};

beforeAll(async () => {
  await setClock({ at: START, running: false });
  stop = await startWorker();
});
afterAll(() => stop());

it('an event is applied and settled soon after it was accepted', async () => {
  const begun = performance.now();
  await receiveProductEvent(signUp('acme'));
  await vi.waitFor(async () => expect(await known('acme')).toBe(true), WITHIN);
  expect(performance.now() - begun).toBeLessThan(2000);
});

it('also when its wake-up is lost', async () => {
  const { externalId, type, body } = signUp('bolt');
  await ownerPool.query(
    `insert into inbound_event (id, source, external_id, type, body, at, received_at) values ('evt_b', 'product', $1, $2, $3, $4, now())`,
    [externalId, type, body, new Date(START)],
  );
  await vi.waitFor(async () => expect(await known('bolt')).toBe(true), WITHIN);
});

it('what falls due by the running clock is done without anybody’s doing', async () => {
  await resumeClock();
  await ownerPool.query(`update customer set settle_at = $1 where external_id = 'acme'`, [
    new Date(START + 1500),
  ]);
  await vi.waitFor(
    async () => {
      const { settleAt } = await db.customer.findUniqueOrThrow({ where: { externalId: 'acme' } });
      expect(settleAt === null || settleAt.getTime() > START + 1500).toBe(true);
    },
    { timeout: 5000, interval: 20 },
  );
});

it('and so is what recurs', async () => {
  await vi.waitFor(async () => expect(await db.schedule.count()).toBe(6), WITHIN);
});

it('the keys of past days’ addresses are destroyed without anybody’s doing', async () => {
  await ownerPool.query(
    `insert into daily_salt (day, salt) values ('2026-01-14', 'past'), ('2026-01-15', 'today')`,
  );
  await vi.waitFor(async () => expect(await db.dailySalt.count()).toBe(1), WITHIN);
  expect((await db.dailySalt.findFirstOrThrow()).day).toEqual(new Date('2026-01-15'));
});

it('events and moves at the same time: when the last move answers, all is applied', async () => {
  const target = START + 3_600_000;
  const customers = Array.from({ length: 40 }, (_, n) => `crowd-${n}`);
  await Promise.all([
    ...customers.map((id) => receiveProductEvent(signUp(id))),
    ...[1, 2, 3].map((minute) => moveClock(target + minute * 60_000)),
  ]);
  await moveClock(target + 3 * 60_000);
  expect(await db.inboundEvent.count({ where: { status: 'received' } })).toBe(0);
  expect(await db.customer.count({ where: { externalId: { startsWith: 'crowd-' } } })).toBe(40);
});
