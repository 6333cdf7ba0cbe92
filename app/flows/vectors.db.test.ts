import { beforeAll, describe, expect, it } from 'vitest';
import { byKeys } from '~/kernel/order';
import { cloneDatabase } from '~/test-support/db';
import { startPortal } from '~/test-support/portal';
import { type ExpectedCommission, loadVectors, sameInstant } from '~/test-support/vector';
import { type Books, type Delivery, namespaced, walkVectors } from '~/test-support/walk-program';

const vectors = loadVectors().map((vector) => namespaced(vector, `v${vector.name.slice(0, 2)}`));
const first = vectors
  .flatMap((vector) => [
    ...vector.clicks.map((click) => click.at),
    ...vector.events.map((event) => event.timestamp),
  ])
  .sort()[0];

const inOrder = byKeys<ExpectedCommission>(
  (c) => c.partner,
  (c) => c.reward,
  (c) => c.cause.id,
  (c) => c.cause.slice ?? 0,
);

const deliveries: Array<[string, Delivery]> = [
  ['as it happens', { kind: 'in_time' }],
  ['all late, out of order and with repeats', { kind: 'late', shuffle: 7 }],
];

describe.each(deliveries)(
  'the worked examples of the rules, through HTTP and a database, %s',
  (_name, delivery) => {
    let books: Map<string, Books>;

    beforeAll(async () => {
      const database = await cloneDatabase();
      const portal = await startPortal({ databaseUrl: database.url, clock: first ?? '' });
      try {
        books = await walkVectors(portal, vectors, delivery);
      } finally {
        await portal.stop();
        await database.drop();
      }
    }, 480_000);

    it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (name, { expect: expected }) => {
      const actual = books.get(name);
      const commissions = expected.commissions.map((commission) => ({
        ...commission,
        accruedAt: sameInstant(commission.accruedAt),
        vestedAt: sameInstant(commission.vestedAt),
        releasedAt: sameInstant(commission.releasedAt),
      }));
      expect(actual?.commissions.sort(inOrder)).toEqual(commissions.sort(inOrder));
      for (const [id, customer] of Object.entries(expected.customers)) {
        const milestones = Object.fromEntries(
          Object.entries(customer.milestones).map(([milestone, at]) => [milestone, sameInstant(at)]),
        );
        expect(actual?.customers[id], id).toEqual({ ...customer, milestones });
      }
      expect(actual?.balances).toEqual(expected.balances);
    });
  },
);
