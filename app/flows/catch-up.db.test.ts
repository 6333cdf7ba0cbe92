import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, DAY_MS, type Instant } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { truncateAll } from '~/test-support/db';
import { type RandomProgram, randomProgram } from '~/test-support/random-program';
import { ledgerProblems, standingLedger, storedBooks } from '~/test-support/stored-books';
import { moveClock } from './move-clock.server';
import { requestPayout } from './request-payout.server';
import { runDueWork } from './run-due-work.server';
import { runSchedules } from './run-schedules.server';
import { settleDue } from './settle.server';

const start = Date.UTC(2026, 0, 1, 12);
const known = addDays(start, 130);
const end = addDays(start, 230);
const standAt = (at: Instant) => setClock({ at, running: false });

/** A random program of which everything has happened after 130 days: what comes then, comes by itself. */
function programUntil(seed: number): RandomProgram {
  const program = randomProgram(seed, { customers: 8 });
  const events = program.events.filter((event) => Date.parse(event.timestamp) <= known);
  return { ...program, events, until: new Date(known).toISOString() };
}

/** How the clock goes on from `known` to `end`. */
const ways: Record<string, () => Promise<void>> = {
  'day by day': async () => {
    for (let at = known; at <= end; at += DAY_MS) await moveClock(at);
  },
  'in one jump of a hundred days': async () => {
    await moveClock(end);
  },
  'with the worker stopped for two months in the middle': async () => {
    await moveClock(addDays(known, 20));
    await standAt(addDays(known, 81));
    await runDueWork();
    await moveClock(end);
  },
  'with the worker stopped all the time, and its first job the one of the 1st': async () => {
    await standAt(end);
    await runSchedules();
    await runDueWork();
  },
};

async function outcome(seed: number, goOn: () => Promise<void>) {
  await truncateAll();
  await standAt(addDays(start, -1));
  const program = programUntil(seed);
  await writePartnersAndClicks(program);
  for (const { handle } of program.partners)
    await db.partner.update({
      where: { id: handle },
      data: { stripeAccountId: `acct_${handle}`, payable: true },
    });
  // the first of the 1sts to come is noted before anything happens, as when a portal begins
  await runSchedules();
  for (let at = start; at <= known; at += 10 * DAY_MS) {
    await moveClock(at);
    await deliver(
      program,
      program.events.filter(({ timestamp }) => {
        const when = Date.parse(timestamp);
        return when > at - 10 * DAY_MS && when <= at;
      }),
    );
    await runDueWork();
  }
  await moveClock(known);
  await goOn();
  await moveClock(end);
  expect(await ledgerProblems()).toEqual([]);
  const payouts = await db.payout.findMany({
    include: { items: { include: { commission: true } } },
    orderBy: [{ partnerId: 'asc' }, { month: 'asc' }],
  });
  return {
    ...(await storedBooks()),
    ledger: await standingLedger(),
    requests: payouts.map((payout) => ({
      partner: payout.partnerId,
      month: payout.month,
      amount: payout.amount,
      at: payout.requestedAt.toISOString(),
      items: payout.items
        .map((item) => `${item.commission.rewardKey} ${item.commission.causeKey} ${item.amount}`)
        .sort(),
    })),
  };
}

describe.each([Number(process.env.CATCH_UP_SEED ?? 15)])(
  'releases and requests have their dates whatever time the jobs run, program %i',
  (seed) => {
    let expected: Awaited<ReturnType<typeof outcome>>;

    beforeAll(async () => {
      expected = await outcome(seed, ways['day by day'] ?? runDueWork);
    }, 240_000);

    it('there is something to be late with', () => {
      expect(new Set(expected.requests.map((one) => one.month)).size).toBeGreaterThan(2);
      expect(expected.ledger.filter((line) => line.includes(' release ')).length).toBeGreaterThan(5);
    });

    it.each(Object.entries(ways).slice(1))('%s', { timeout: 240_000 }, async (_name, goOn) => {
      expect(await outcome(seed, goOn)).toEqual(expected);
    });

    it('a run that asks for all there is, instead of what there was, would be seen', {
      timeout: 240_000,
    }, async () => {
      const planted = async () => {
        await standAt(end);
        await settleDue();
        const partners = await db.partner.findMany();
        for (const { id } of partners)
          await requestPayout({ by: 'schedule', partnerId: id, month: '2026-06', at: end });
        await runDueWork();
      };
      expect((await outcome(seed, planted)).requests).not.toEqual(expected.requests);
    });
  },
);
