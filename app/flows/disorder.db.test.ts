import { beforeEach, describe, expect, it } from 'vitest';
import { randomFrom } from '~/kernel/random';
import { addDays, DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { writePartnersAndClicks } from '~/test-support/builders/program';
import { testDatabaseUrl, truncateAll } from '~/test-support/db';
import {
  clicks,
  invite,
  partners,
  pay,
  type Said,
  scenes,
  signUp,
  until,
} from '~/test-support/disorder-scenes';
import {
  ledgerProblems,
  settleAt,
  standingLedger,
  storedBooks,
  storedInvitations,
} from '~/test-support/stored-books';
import { eventually, startWorkerProcess } from '~/test-support/worker';
import { applyEvents } from './apply-events.server';
import { createPartner } from './create-partner.server';
import { receiveProductEvent } from './receive-event.server';
import { settleDue } from './settle.server';

async function arrive([externalId, type, timestamp, data]: Said): Promise<void> {
  const body = JSON.stringify({ type, timestamp, data });
  await receiveProductEvent({ externalId, type, body, at: Date.parse(timestamp), status: 'received' });
}

async function begin(): Promise<void> {
  await truncateAll();
  await db.program.update({ where: { id: 1 }, data: { maxOpenInvitations: 2 } });
  await setClock({ at: Date.parse('2025-12-01T00:00:00Z'), running: false });
  await writePartnersAndClicks({ partners, clicks, events: [], until });
}

const everything = async () => ({
  ...(await storedBooks()),
  ledger: await standingLedger(),
  invitations: await storedInvitations(),
  members: (await db.customer.findMany({ orderBy: { externalId: 'asc' } })).map((one) => one.members),
  verdicts: (await db.inboundEvent.findMany({ orderBy: { externalId: 'asc' } })).map(
    ({ externalId, status, reason }) => `${externalId} ${status} ${reason ?? ''}`.trim(),
  ),
});

beforeEach(begin);

describe('what happened decides, not what arrived first', () => {
  it.each(Object.entries(scenes))(
    '%s',
    { timeout: 60_000 },
    async (_name, { said, credited, refused = {} }) => {
      for (const one of said) await arrive(one);
      await settleAt(until);
      const expected = await everything();
      const referrals = await db.referral.findMany({ include: { customer: true } });
      expect(
        Object.fromEntries(
          referrals.map((row) => [row.customer.externalId, `${row.partnerId} ${row.reason}`]),
        ),
      ).toEqual(credited);
      const refusals = await db.invitation.findMany({ where: { status: 'refused' } });
      expect(Object.fromEntries(refusals.map((row) => [row.id.split('_').at(-1), row.reason]))).toEqual(
        refused,
      );
      expect(expected.ledger.length).toBeGreaterThan(0);
      const random = randomFrom(said.length);
      const orders = [[...said].reverse(), ...Array.from({ length: 2 }, () => random.shuffle(said))];
      for (const order of orders) {
        await begin();
        await settleAt(until);
        // each applied and settled by itself, some of them twice
        for (const one of order) {
          await arrive(one);
          if (random.chance(0.3)) await arrive(random.pick(order));
          if (random.chance(0.7)) await settleAt(until);
        }
        await settleAt(until);
        expect(await everything(), order.map(([id]) => id).join(' ')).toEqual(expected);
        expect(await ledgerProblems()).toEqual([]);
      }
    },
  );

  it('a partner who joins after the product spoke of it gets its invitations', async () => {
    await arrive(invite('early', 'late-agency', 'acme.dev', '2026-01-02T00:00:00Z'));
    await arrive(signUp('acme', '2026-01-10T00:00:00Z', 'acme.dev'));
    await settleAt(until);
    expect(await db.inboundEvent.findFirst({ where: { externalId: 'early' } })).toMatchObject({
      status: 'waiting',
      reason: 'unknown_partner',
      waitingFor: 'partner:late-agency',
    });
    const wish = { handle: 'late-agency', kind: 'agency' as const, name: 'Late', email: 'late@agency.test' };
    const admin = { kind: 'admin', userId: 'usr_admin', keyId: null } as const;
    await db.user.create({
      data: { id: 'usr_admin', email: 'admin@program.test', name: 'Admin', role: 'admin' },
    });
    expect(await createPartner(admin, wish)).toMatchObject({ outcome: 'created' });
    await settleAt(until);
    const customer = await db.customer.findFirst({ include: { referral: true } });
    expect(customer?.referral).toMatchObject({
      reason: 'agency',
      linkedAt: new Date('2026-01-02T00:00:00Z'),
    });
  });

  it('of two events with one id the first that is stored counts, and the other says nothing more', async () => {
    await arrive(signUp('acme', '2026-01-10T00:00:00Z', 'acme.dev', { visitorId: 'v1' }));
    await arrive(pay('p1', 'acme', '2026-01-12T00:00:00Z', '100000'));
    await arrive(pay('p1', 'nobody-yet', '2026-01-11T00:00:00Z', '900000'));
    await settleAt(until);
    await arrive(signUp('nobody-yet', '2026-01-10T00:00:00Z', 'globex.dev'));
    await settleAt(until);
    expect(await db.payment.findMany({ select: { externalId: true, amount: true } })).toEqual([
      { externalId: 'p1', amount: 100_000n },
    ]);
    expect(await db.inboundEvent.count({ where: { status: { not: 'applied' } } })).toBe(0);
  });
});

describe('several at work at one time', () => {
  const said = Object.values(scenes).flatMap((scene, n) =>
    scene.said.map(([id, type, at, data]): Said => [`${n}-${id}`, type, at, inScene(data, `s${n}`)]),
  );
  let expected: Awaited<ReturnType<typeof everything>>;

  /** Names of its own for each scene, so that all can happen in one program. */
  function inScene(data: Record<string, unknown>, scene: string): Record<string, unknown> {
    const own = (value: unknown): unknown =>
      typeof value === 'string' ? value.replace(/^(one@)?(?=[a-z0-9]+\.dev$)/, `$1${scene}-`) : value;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => {
        if (key === 'customer') {
          const { id, email } = value as { id: string; email: string };
          return [key, { id: `${scene}-${id}`, email: own(email) }];
        }
        const named = ['customerId', 'paymentId', 'refundId', 'disputeId'].includes(key);
        return [key, named ? `${scene}-${String(value)}` : own(value)];
      }),
    );
  }

  beforeEach(async () => {
    for (const one of said) await arrive(one);
    await settleAt(until);
    expected = await everything();
    await begin();
    await setClock({ at: Date.parse(until), running: false });
  });

  it('appliers and settlers side by side while events arrive', { timeout: 60_000 }, async () => {
    const random = randomFrom(11);
    let arriving = true;
    const work = async () => {
      while (arriving) await Promise.all([applyEvents(), settleDue()]);
    };
    const workers = [work(), work(), work()];
    for (const one of random.shuffle([...said, ...said])) await arrive(one);
    arriving = false;
    await Promise.all(workers);
    await settleAt(until);
    expect(await everything()).toEqual(expected);
    expect(await ledgerProblems()).toEqual([]);
  });

  it('a worker process killed in the middle, and two that go on', { timeout: 120_000 }, async () => {
    const random = randomFrom(12);
    const start = () => startWorkerProcess(testDatabaseUrl, { TRIBUTARY_CLOCK_START: until });
    const settled = () => db.inboundEvent.count({ where: { status: 'applied' } });
    const order = random.shuffle([...said, ...said]);
    const half = order.length / 2;
    const first = start();
    try {
      for (const one of order.slice(0, half)) await arrive(one);
      await eventually(async () => ((await settled()) > 3 ? true : undefined), {
        seconds: 60,
        explain: () => first.output(),
      });
    } finally {
      await first.end();
    }
    for (const one of order.slice(half)) await arrive(one);
    const again = [start(), start()];
    try {
      await eventually(
        async () => {
          const open = await db.inboundEvent.count({ where: { status: 'received' } });
          const due = await db.customer.count({ where: { settleAt: { lte: new Date(until) } } });
          return open + due === 0 ? true : undefined;
        },
        { seconds: 60, explain: () => again.map((one) => one.output()).join('\n') },
      );
    } finally {
      await Promise.all(again.map((one) => one.end()));
    }
    expect(await everything()).toEqual(expected);
    expect(await ledgerProblems()).toEqual([]);
  });
});

describe('what is dated a little ahead of the clock', () => {
  it('is judged again at its instant: a click of the visitor came before it', async () => {
    const clock = Date.parse('2026-03-01T00:00:00Z');
    const at = (ms: number) => new Date(clock + ms).toISOString();
    await setClock({ at: clock, running: false });
    await arrive(signUp('ahead', at(60_000), 'ahead.dev', { visitorId: 'v9' }));
    await settleAt(at(0));
    expect(await db.referral.count()).toBe(0);
    await db.click.create({
      data: {
        id: 'c9',
        at: new Date(clock + 30_000),
        channel: 'partner',
        partnerId: 'ada',
        linkId: 'ada-direct_link',
        source: 'direct_link',
        windowDays: 90,
        visitorId: 'v9',
        isUnique: true,
      },
    });
    await settleAt(new Date(addDays(clock, 1) - DAY_MS + 60_001).toISOString());
    expect(await db.referral.findMany()).toMatchObject([{ partnerId: 'ada', clickId: 'c9' }]);
  });
});
