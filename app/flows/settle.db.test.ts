import { beforeEach, describe, expect, it } from 'vitest';
import { causeKeyOf } from '~/domain/commission/claim';
import { replay } from '~/domain/commission/replay';
import { stageOf } from '~/domain/qualification/milestones';
import { randomFrom } from '~/kernel/random';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { truncateAll } from '~/test-support/db';
import { programOf } from '~/test-support/program-builder';
import { type RandomProgram, randomProgram } from '~/test-support/random-program';
import { iso, ledgerProblems, settleAt, storedBooks } from '~/test-support/stored-books';

// The full count: PROGRAMS=100 npx vitest run --project db app/flows/settle.db.test.ts
const seeds = Array.from({ length: Number(process.env.PROGRAMS ?? 6) }, (_, n) => n + 1);

/** The same from the pure rules alone. */
function expectedBooks(program: RandomProgram) {
  const { customers, commissions } = replay(programOf(program), Date.parse(program.until));
  return {
    commissions: commissions
      .map(({ claim, state }) =>
        [
          claim.partnerId,
          claim.rewardKey,
          causeKeyOf(claim.cause),
          claim.basis,
          claim.uncapped,
          state.amount,
          state.reversed,
          state.status,
          claim.month,
          iso(claim.accruedAt),
          iso(state.vestedAt),
          iso(state.releasedAt),
        ].join(' '),
      )
      .sort(),
    customers: [...customers]
      .map(
        ([
          id,
          {
            evaluation: { milestones: m },
            credits,
            referral,
          },
        ]) =>
          [
            id,
            stageOf(m),
            iso(m.linkedAt),
            iso(m.activatedAt),
            iso(m.paidAt),
            iso(m.sustainedAt),
            iso(m.churnedAt),
            referral?.partnerId ?? referral?.channel,
            referral ? credits.at(-1)?.reason : undefined,
            credits.at(-1)?.click?.id,
          ].join(' '),
      )
      .sort(),
    balances: program.partners
      .map(({ handle }) => {
        const movements = commissions
          .filter(({ claim }) => claim.partnerId === handle)
          .flatMap(({ state }) => state.movements);
        const total = (amounts: bigint[]) => amounts.reduce((a, b) => a + b, 0n);
        return `${handle} ${total(movements.map((m) => m.pending))} ${total(movements.map((m) => m.available))}`;
      })
      .sort(),
  };
}

describe('settling', () => {
  beforeEach(async () => {
    await truncateAll();
    // a fresh clock row: the clock of a test goes only forward
    await setClock({ at: Date.parse('2025-06-01T00:00:00Z'), running: false });
  });

  it.each(seeds)(
    'program %i: events as they happen give what the pure rules say',
    { timeout: 120_000 },
    async (seed) => {
      const program = randomProgram(seed);
      await writePartnersAndClicks(program);
      const inTime = [...program.events].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
      for (let from = 0; from < inTime.length; from += 25) {
        const some = inTime.slice(from, from + 25);
        await deliver(program, some);
        await settleAt(some.at(-1)?.timestamp ?? program.until);
      }
      await settleAt(program.until);
      expect(await storedBooks()).toEqual(expectedBooks(program));
      expect(await ledgerProblems()).toEqual([]);
    },
  );

  it.each(seeds)(
    'program %i: late, out of order, in pieces and twice give the same',
    { timeout: 120_000 },
    async (seed) => {
      const program = randomProgram(seed);
      await writePartnersAndClicks(program);
      const random = randomFrom(seed * 31);
      await settleAt(program.until);
      const events = random.shuffle(program.events);
      for (let from = 0; from < events.length; from += 40) {
        const some = events.slice(from, from + 40);
        await deliver(program, [...some, ...random.shuffle(events.slice(0, from)).slice(0, 10)]);
        await settleAt(program.until);
      }
      expect(await storedBooks()).toEqual(expectedBooks(program));
      expect(await ledgerProblems()).toEqual([]);
    },
  );

  it('posts nothing when everything is delivered and settled again', async () => {
    const program = randomProgram(3);
    await writePartnersAndClicks(program);
    await deliver(program, program.events);
    await settleAt(program.until);
    const count = await db.ledgerTransaction.count();
    expect(count).toBeGreaterThan(0);
    await deliver(program, program.events);
    await db.customer.updateMany({ data: { settleAt: new Date(0) } });
    await settleAt(program.until);
    expect(await db.ledgerTransaction.count()).toBe(count);
  });
});
