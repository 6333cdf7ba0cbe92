import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RandomProgram } from '~/test-support/random-program';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { checkBooks } = await import('./check-books.server');
const { checkChains } = await import('./check-books/chain.server');
const { checkClicks } = await import('./check-books/clicks.server');
const { checkDatabase } = await import('./check-books/database.server');
const { appendOnlyTables, guardFunctions, guards, keptTables } = await import(
  './check-books/database-guards'
);
const { checkFacts } = await import('./check-books/facts.server');
const { checkLedger } = await import('./check-books/ledger.server');
const { checkPayouts } = await import('./check-books/payouts.server');
const { checkReplay } = await import('./check-books/replay.server');
const { checkRows } = await import('./check-books/rows.server');
const { Snapshot } = await import('./check-books/snapshot.server');
const { now } = await import('~/platform/clock.server');
const { ownerPool } = await import('~/test-support/db');
const { plantedEdits } = await import('~/test-support/planted-edits');
const { PlayedProgram } = await import('~/test-support/played-program');
const { randomProgram } = await import('~/test-support/random-program');
const { asSuperuser } = await import('~/test-support/superuser');

/** A refund that failed and a code of nobody's, which random programs do not have. */
function withRarities(program: RandomProgram): RandomProgram {
  const { until: timestamp, events } = program;
  const { paymentId, refundId } = events.find(({ type }) => type === 'payment.refunded')?.data ?? {};
  const { customerId } = events.find(({ type }) => type === 'customer.usage_recorded')?.data ?? {};
  const code = { customerId, promotionCode: 'NOBODYS' };
  return {
    ...program,
    events: [
      ...events,
      { type: 'payment.refund_failed', timestamp, data: { paymentId, refundId } },
      { type: 'customer.attribution_captured', timestamp, data: code },
    ],
  };
}

beforeAll(async () => {
  await new PlayedProgram().play(withRarities(randomProgram(175, { customers: 6 })));
}, 240_000);

describe('books that nobody touched', () => {
  it('are right, and every check looked at something', async () => {
    const progress: string[] = [];
    const { checked, findings } = await checkBooks({
      onProgress: (_done, _total, what) => progress.push(what),
    });
    expect(findings).toEqual([]);
    expect(progress).toContain('replaying');
    const rows = new Map(checked.map((one) => [one.check, one.rows]));
    const planted = Object.values(plantedEdits).flatMap((edits) => edits.map((edit) => edit.check));
    expect([...new Set(planted)].sort()).toEqual([...rows.keys()].sort());
    const empty = ['ledger.cancels', 'facts.stripe', 'facts.waiting', 'rows.audit', 'chain.books'];
    for (const [check, count] of rows)
      if (!empty.includes(check)) expect(`${check} ${count > 0}`).toBe(`${check} true`);
  });
});

const groups = {
  replay: checkReplay,
  ledger: checkLedger,
  payouts: checkPayouts,
  clicks: checkClicks,
  facts: checkFacts,
  rows: checkRows,
  database: checkDatabase,
  chains: checkChains,
};

describe.each(Object.entries(plantedEdits))('the checks of %s find what is planted', (group, planted) => {
  it.each(planted.map((one, index) => [one.check, index] as const))(
    '%s (%i)',
    async (check, index) => {
      const { row, edit, subject } = planted[index] ?? { row: '', edit: [], subject: '' };
      const found: string[] = (await ownerPool.query(row)).rows.map((one) => one.row);
      const [key] = found;
      expect(key, 'there is a row to plant it in').toBeDefined();
      const report = await asSuperuser(
        async (tx) => {
          for (const statement of edit) await tx.$executeRawUnsafe(statement.replaceAll('$row', key ?? ''));
        },
        async (tx) => {
          const snapshot = new Snapshot(tx, now(), 'USD');
          await groups[group as keyof typeof groups](snapshot);
          return snapshot.report();
        },
      );
      const own = report.findings.filter((finding) => finding.check === check);
      const named = own.map((finding) => finding.subject);
      expect(named.join('\n')).toContain(subject.replaceAll('$row', key ?? ''));
      expect(own[0]?.message).not.toBe('');
    },
    30_000,
  );
});

describe('the lists of what the database refuses', () => {
  it('are what the migrations put in force', async () => {
    const { rows: triggers } = await ownerPool.query(`
      select c.relname || ' ' || t.tgname as trigger from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`);
    const listed = [
      ...appendOnlyTables.map((table) => `${table} ${table}_append_only`),
      ...keptTables.map((table) => `${table} ${table}_is_kept`),
      ...guards.map(([table, trigger]) => `${table} ${trigger}`),
    ];
    expect(triggers.map((row) => row.trigger).sort()).toEqual(listed.sort());
    const { rows: functions } = await ownerPool.query(`
      select proname from pg_proc where pronamespace = 'public'::regnamespace and prosrc ilike '%raise exception%'`);
    expect(functions.map((row) => row.proname).sort()).toEqual([...guardFunctions].sort());
  });
});
