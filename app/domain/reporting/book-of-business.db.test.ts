import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadAllTerms } from '~/domain/program/terms.server';
import { settleDue } from '~/flows/settle.server';
import { addDays, addMonths } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { writeAgency, writeClients, writeProject } from '~/test-support/builders/book';
import { happen } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { loadBook } from './book-of-business.server';

const start = Date.parse('2026-01-10T12:00:00Z');

beforeEach(truncateAll);
afterEach(() => vi.restoreAllMocks());

/** How many statements a piece of work sends. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  await work();
  const count = sent.mock.calls.length;
  sent.mockRestore();
  return count;
}

describe('an agency’s book', () => {
  it('is its projects and its customers, with months, use and cap as the books have them', async () => {
    await setClock({ at: start, running: false });
    const agency = await writeAgency('solo');
    await writeProject(agency, { name: 'Client A', domain: 'client-0.dev', createdAt: start });
    await writeProject(agency, { name: 'Unsent', createdAt: start });
    const now = addMonths(start, 2) + 7_200_000 * 3;
    await setClock({ at: now, running: false });
    const usedOn = [1, 20, 40, 50, 55];
    await writeClients(agency, { name: 'client', count: 2, from: start, months: 3, amount: 800_000, usedOn });
    while ((await settleDue()) > 0);
    const { rows, cap } = await loadBook(agency.scope, { terms: await loadAllTerms(), now });
    expect(rows.map(({ name, stage, projectId }) => [name, stage, projectId !== null])).toEqual([
      ['Client A', 'paying', true],
      ['Unsent', 'draft', true],
      ['client-1', 'paying', false],
    ]);
    // January, February and March have begun
    expect(rows[0]?.months).toMatchObject({ of: 12, left: 9, until: addMonths(start + 3_660_000, 12) });
    expect(rows[0]?.use).toEqual({ recent: 30n, before: 20n });
    // two clients at $8,000: 20 % of both is $3,200
    expect(cap).toMatchObject({ month: '2026-03', used: 320_000n, of: 500_000n, rewardKey: 'tier-4' });
  });

  it('shows a dispute, a subscription past due, and one that has left', async () => {
    const agency = await writeAgency('solo');
    const now = addDays(start, 10);
    await setClock({ at: now, running: false });
    await writeClients(agency, { name: 'client', count: 3, from: start });
    const at = addDays(start, 9);
    await happen(
      { type: 'payment.disputed', at, data: { paymentId: 'pay-client-0-0', disputeId: 'd' } },
      {
        type: 'subscription.changed',
        at,
        data: {
          ...{ customerId: 'client-1', subscriptionId: 's1', status: 'past_due' },
          monthlyValue: { amount: '20000', currency: 'USD' },
        },
      },
      { type: 'subscription.canceled', at, data: { customerId: 'client-2', subscriptionId: 's2' } },
    );
    const { rows } = await loadBook(agency.scope, { terms: await loadAllTerms(), now });
    const risks = new Map(rows.map((row) => [row.name, row.risks.map(({ kind }) => kind)]));
    expect(Object.fromEntries(risks)).toEqual({
      'client-0': ['disputed'],
      'client-1': ['past_due'],
      'client-2': ['gone'],
    });
  });

  it('shows nothing of another agency', async () => {
    const [solo, duo] = [await writeAgency('solo'), await writeAgency('duo')];
    await setClock({ at: addDays(start, 3), running: false });
    await writeClients(solo, { name: 'client', count: 2, from: start });
    await writeProject(solo, { name: 'Secret', createdAt: start });
    const book = await loadBook(duo.scope, { terms: await loadAllTerms(), now: addDays(start, 3) });
    expect(book).toMatchObject({ rows: [], cap: { used: 0n } });
  });

  it('is read with as many statements for 200 clients as for 40', { timeout: 90_000 }, async () => {
    const [small, large] = [await writeAgency('small'), await writeAgency('large')];
    const now = addDays(start, 20);
    await setClock({ at: now, running: false });
    await writeClients(small, { name: 'few', count: 40, from: start });
    await writeClients(large, { name: 'many', count: 200, from: start });
    for (const agency of [small, large]) {
      for (let n = 0; n < 20; n++) await writeProject(agency, { name: `p${n}`, createdAt: start });
    }
    const sizes: number[] = [];
    const read = (agency: typeof small) => async () =>
      sizes.push((await loadBook(agency.scope, { terms: await loadAllTerms(), now })).rows.length);
    await read(small)();
    const counts = [await statements(read(small)), await statements(read(large))];
    expect(sizes).toEqual([60, 60, 220]);
    expect(counts[1]).toBe(counts[0]);
    expect(counts[0]).toBeLessThan(15);
  });
});
