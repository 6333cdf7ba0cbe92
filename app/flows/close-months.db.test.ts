import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { closeMonths } = await import('./close-months.server');
const { receiveProductEvent } = await import('./receive-event.server');
const { runDueWork } = await import('./run-due-work.server');
const { provenBalance } = await import('~/domain/ledger/ledger.server');
const { monthCsv, yearCsv } = await import('~/domain/payout/month-csv.server');
const { monthPdf } = await import('~/domain/payout/month-pdf.server');
const { closingOf, paidIn } = await import('~/domain/payout/month-statement');
const { statementPdf } = await import('~/domain/payout/statement-pdf.server');
const { statementCsv } = await import('~/domain/payout/statement-csv.server');
const { getMonthStatement, listMonths, yearTotals } = await import(
  '~/domain/reporting/month-statements.server'
);
const { getStatement } = await import('~/domain/reporting/payout-statement.server');
const { sum } = await import('~/kernel/money');
const { now, setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { transaction } = await import('~/platform/transaction.server');
const { ownerPool } = await import('~/test-support/db');
const { PlayedProgram } = await import('~/test-support/played-program');
const { randomProgram } = await import('~/test-support/random-program');

const admin = { kind: 'admin' as const, userId: 'usr_x', keyId: null };
const sha = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex');

beforeAll(async () => {
  await new PlayedProgram().play(randomProgram(175, { customers: 6 }));
}, 240_000);

const partnersWithBooks = async () =>
  (await db.monthStatement.findMany({ distinct: ['partnerId'], select: { partnerId: true } })).map(
    (row) => row.partnerId,
  );

async function statement(partnerId: string, month: string) {
  const found = await getMonthStatement(admin, partnerId, { month, at: now() });
  if (!found) throw new Error(`no statement of ${month}`);
  return found;
}

describe('months', () => {
  it('follow each other without a gap, and each begins with what the one before ended with, to the cent', async () => {
    const ids = await partnersWithBooks();
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids) {
      const months = (await listMonths(admin, id, now())).reverse();
      expect(months.filter(({ closedAt }) => closedAt === null)).toHaveLength(1);
      expect(months.length).toBeGreaterThan(3);
      let before = { pending: 0n, available: 0n, inTransit: 0n };
      let paid = 0n;
      for (const { month, closing, paid: listed } of months) {
        const one = await statement(id, month);
        expect(one.opening).toEqual(before);
        before = closingOf(one);
        expect(closing).toBe(before.pending + before.available + before.inTransit);
        expect(listed).toBe(paidIn(one.lines));
        paid += listed;
      }
      const proven = await transaction((tx) => provenBalance(tx, id, 'USD'));
      expect({ ...before, paid }).toEqual(proven);
      const [year] = [...new Set(months.map(({ month }) => month.slice(0, 4)))].reverse();
      const totals = await yearTotals(admin, { year: year ?? '', at: now(), partnerId: id });
      const inYear = months.filter(({ month }) => month.startsWith(year ?? ''));
      expect(sum(totals.map(({ total }) => total))).toBe(sum(inYear.map((row) => row.paid)));
    }
  });

  it('show something: what was earned, requested, paid, given back', async () => {
    const csv: string[] = [];
    for (const id of await partnersWithBooks())
      for (const { month } of await listMonths(admin, id, now()))
        csv.push(monthCsv(await statement(id, month)));
    for (const words of [
      'Earned',
      'Released',
      'Reversed',
      'Requested for payout',
      'Payouts not made',
      'Paid',
    ])
      expect(csv.some((text) => text.includes(`"${words}"`))).toBe(true);
  });

  it('stay as they are, byte for byte, after 1,000 later events, among them refunds of what they hold', async () => {
    const taken = await everything();
    expect(taken.size).toBeGreaterThan(20);
    const refunded = await laterEvents(1000);
    expect(refunded).toBeGreaterThan(0);
    await setClock({ at: now() + 70 * 86_400_000, running: false });
    await runDueWork();
    const after = await everything();
    expect(after.size).toBeGreaterThan(taken.size);
    expect([...taken].filter(([name, hash]) => after.get(name) !== hash)).toEqual([]);
    // the refunds are in later months
    const reversed = await db.ledgerTransaction.count({
      where: { kind: 'reverse', recordedAt: { gte: new Date(now() - 80 * 86_400_000) } },
    });
    expect(reversed).toBeGreaterThan(0);
  }, 120_000);

  it('are not closed twice, nor changed by anybody', async () => {
    expect(await closeMonths()).toBe(0);
    await expect(ownerPool.query(`update month_statement set ledger_id = ledger_id - 1`)).rejects.toThrow(
      /append-only/,
    );
  });
});

/** Hashes of every closed month and every payout that is over, by file name. */
async function everything(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { partnerId, month } of await db.monthStatement.findMany()) {
    const one = await statement(partnerId, month);
    files.set(`${partnerId} ${month}.csv`, sha(monthCsv(one)));
    files.set(`${partnerId} ${month}.pdf`, sha(await monthPdf(one)));
  }
  for (const { id } of await db.payout.findMany({ where: { status: { in: ['paid', 'rejected'] } } })) {
    const one = await getStatement(admin, id);
    if (!one) throw new Error('gone');
    files.set(`${id}.csv`, sha(statementCsv(one)));
    files.set(`${id}.pdf`, sha(await statementPdf(one)));
  }
  return files;
}

/** Uses, new payments, and refunds of payments that commissions were earned with. @returns how many refunds */
async function laterEvents(count: number): Promise<number> {
  const customers = await db.customer.findMany({ select: { externalId: true }, take: 6 });
  const paid = await db.commission.findMany({
    where: { reversed: 0n, amount: { gt: 0n }, paymentRef: { not: null }, withdrawnAt: null },
    select: { paymentRef: true },
    distinct: ['paymentRef'],
    take: 3,
  });
  const timestamp = new Date(now() - 1000).toISOString();
  const send = (n: number, type: string, data: object) =>
    receiveProductEvent({
      ...{ externalId: `later_${n}`, type, body: JSON.stringify({ type, timestamp, data }) },
      at: Date.parse(timestamp),
      status: 'received',
    });
  for (let n = 0; n < count; n++) {
    const customerId = customers[n % customers.length]?.externalId;
    const refund = paid[n]?.paymentRef;
    if (refund != null)
      await send(n, 'payment.refunded', { paymentId: refund, refundId: `later_${n}`, amount: '100' });
    else if (n % 10 === 0)
      await send(n, 'payment.succeeded', {
        customerId,
        paymentId: `later_${n}`,
        amount: '90000',
        currency: 'USD',
      });
    else await send(n, 'customer.usage_recorded', { customerId, apiCalls: 1 });
  }
  await runDueWork();
  return paid.length;
}

describe('a statement is the same', () => {
  // Another process, another time zone, another language: nothing of the machine is in the file.
  it('in two processes', async () => {
    const [id] = await partnersWithBooks();
    const { month } = await db.monthStatement.findFirstOrThrow({
      where: { partnerId: id ?? '' },
      orderBy: { month: 'desc' },
    });
    const one = await statement(id ?? '', month);
    const payout = await db.payout.findFirstOrThrow({ where: { status: 'paid' } });
    const two = await getStatement(admin, payout.id);
    if (!two) throw new Error('gone');
    const input = JSON.stringify({ month: one, payout: two }, (_, value) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const child = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'app/test-support/print-statements.ts', input],
      { env: { ...process.env, TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8' }, maxBuffer: 1 << 24 },
    );
    expect(JSON.parse(child.stdout)).toEqual({
      monthPdf: sha(await monthPdf(one)),
      monthCsv: sha(monthCsv(one)),
      payoutPdf: sha(await statementPdf(two)),
      payoutCsv: sha(statementCsv(two)),
    });
  }, 60_000);
});

describe('year totals', () => {
  it('are a row for everybody who was paid, and safe in a spreadsheet', async () => {
    const year = new Date(now()).getUTCFullYear().toString();
    const all = (
      await Promise.all(
        [year, String(Number(year) - 1)].map((one) => yearTotals(admin, { year: one, at: now() })),
      )
    ).flat();
    expect(all.length).toBeGreaterThan(0);
    const paid = await db.partnerBalance.aggregate({ _sum: { paid: true } });
    expect(sum(all.map(({ total }) => total))).toBe(paid._sum.paid);
    const [first] = all;
    if (!first) throw new Error('nobody was paid');
    const csv = yearCsv(first.year, [{ ...first, partner: { ...first.partner, name: '=1+1' } }]);
    expect(csv).toContain(`"'=1+1"`);
    expect(csv.split('\r\n')).toHaveLength(3);
  });
});
