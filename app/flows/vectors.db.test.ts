import { describe, expect, it } from 'vitest';
import { byKeys } from '~/kernel/order';
import { cloneDatabase } from '~/test-support/db';
import { startPortal } from '~/test-support/portal';
import { type ExpectedCommission, loadVectors, sameInstant, type Vector } from '~/test-support/vector';
import { type Delivery, readBooks, walkProgram } from '~/test-support/walk-program';

const inOrder = byKeys<ExpectedCommission>(
  (c) => c.partner,
  (c) => c.reward,
  (c) => c.cause.id,
  (c) => c.cause.slice ?? 0,
);

async function walk(vector: Vector, delivery: Delivery) {
  const first = [
    ...vector.clicks.map((click) => click.at),
    ...vector.events.map((event) => event.timestamp),
  ].sort()[0];
  const database = await cloneDatabase();
  const portal = await startPortal({ databaseUrl: database.url, clock: first ?? vector.until });
  try {
    return await readBooks(portal, await walkProgram(portal, vector, delivery));
  } finally {
    await portal.stop();
    await database.drop();
  }
}

function expectBooks(actual: Awaited<ReturnType<typeof walk>>, { expect: expected }: Vector): void {
  const commissions = expected.commissions.map((commission) => ({
    ...commission,
    accruedAt: sameInstant(commission.accruedAt),
    vestedAt: sameInstant(commission.vestedAt),
    releasedAt: sameInstant(commission.releasedAt),
  }));
  expect(actual.commissions.sort(inOrder)).toEqual(commissions.sort(inOrder));
  for (const [id, customer] of Object.entries(expected.customers)) {
    const milestones = Object.fromEntries(
      Object.entries(customer.milestones).map(([name, at]) => [name, sameInstant(at)]),
    );
    expect(actual.customers[id], id).toEqual({ ...customer, milestones });
  }
  expect(actual.balances).toEqual(expected.balances);
}

describe('the worked examples of the rules, through HTTP and a database', () => {
  const vectors = loadVectors().map((vector) => [vector.name, vector] as const);

  it.each(vectors)('%s, as it happens', { timeout: 120_000 }, async (_name, vector) => {
    expectBooks(await walk(vector, { kind: 'in_time' }), vector);
  });

  it.each(vectors)(
    '%s, all late, out of order and with repeats',
    { timeout: 120_000 },
    async (_name, vector) => {
      expectBooks(await walk(vector, { kind: 'late', shuffle: 7 }), vector);
    },
  );
});
