import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { checkBooks } = await import('./check-books.server');
const { PlayedProgram } = await import('~/test-support/played-program');
const { randomProgram } = await import('~/test-support/random-program');
const { db } = await import('~/platform/db.server');

beforeAll(async () => {
  await new PlayedProgram().play(randomProgram(Number(process.env.SEED ?? 175), { customers: 6 }));
}, 120_000);

describe('books that nobody touched', () => {
  it('are right, and everything was looked at', async () => {
    console.log(
      await db.payout.groupBy({ by: ['status'], _count: true }),
      await db.commission.groupBy({ by: ['status'], _count: true }),
    );
    const { checked, findings } = await checkBooks();
    console.log(findings, checked);
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
  });
});
