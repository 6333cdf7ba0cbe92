import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope } from '~/domain/identity/scope';
import { provenBalance } from '~/domain/ledger/ledger.server';
import { parseRate } from '~/domain/program/rate';
import { getAdminOverview } from '~/domain/reporting/admin-overview.server';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db, pool } from '~/platform/db.server';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { makeAdmin } from '~/test-support/builders/people';
import { happen, referCustomer, writeClick } from '~/test-support/builders/referred';
import { ownerPool, truncateAll } from '~/test-support/db';
import { applyEvents } from './apply-events.server';
import { receiveProductEvent } from './receive-event.server';
import { recordRate } from './record-rates.server';
import { settleDue } from './settle.server';

const start = Date.parse('2026-01-05T12:00:00Z');
const paidAt = start + 20 * DAY_MS;
const day = '2026-01-25';

let scope: AdminScope;
let agency: BuiltPartner;

const rate = (currency: string, text: string, on = day) => ({
  day: on,
  currency,
  ratePerE9: parseRate(text, currency, 'USD') as bigint,
});
const pay = (paymentId: string, amount: string, currency: string, at = paidAt) => ({
  type: 'payment.succeeded',
  at,
  data: { customerId: 'river', paymentId, amount, currency },
});
const settle = async () => {
  while ((await settleDue()) > 0);
};
const earned = async () =>
  (await db.commission.findMany({ where: { withdrawnAt: null }, orderBy: { causeKey: 'asc' } })).map(
    ({ causeKey, basis, amount, reversed }) => [causeKey, basis, amount, reversed],
  );

beforeEach(async () => {
  await truncateAll();
  const { userId } = await makeAdmin();
  scope = { kind: 'admin', userId, keyId: null };
  agency = await writePartner('north', { termsKey: 'agency' });
  await setClock({ at: start + 200 * DAY_MS, running: false });
  await referCustomer(agency, { name: 'river', clickedAt: start, pays: null });
});

describe('a payment in another currency', () => {
  it('waits for its day’s rate and then earns, in its own minor units', async () => {
    await happen(pay('eur', '10050', 'EUR'), pay('jpy', '10000', 'JPY'), pay('kwd', '12345', 'KWD'));
    expect(await earned()).toEqual([]);
    expect(await db.skip.findMany()).toMatchObject(Array(3).fill({ reason: 'needs_rate' }));
    expect((await getAdminOverview(scope)).paymentsWithoutRate).toBe(3);
    expect(await recordRate(scope, rate('EUR', '1.0834'))).toMatchObject({
      outcome: 'recorded',
      payments: 1,
    });
    expect(await recordRate(scope, rate('JPY', '0.0067'))).toMatchObject({
      outcome: 'recorded',
      payments: 1,
    });
    expect(await recordRate(scope, rate('KWD', '3.25'))).toMatchObject({ outcome: 'recorded', payments: 1 });
    await settle();
    // 100.50 EUR = 108.8817 USD; 10,000 yen = 67 USD; 12.345 dinars = 40.12125 USD: 20 % of each
    expect(await earned()).toEqual([
      ['payment:eur:0', 10_888n, 2_178n, 0n],
      ['payment:jpy:0', 6_700n, 1_340n, 0n],
      ['payment:kwd:0', 4_012n, 802n, 0n],
    ]);
    expect(await db.skip.count()).toBe(0);
    expect((await getAdminOverview(scope)).paymentsWithoutRate).toBe(0);
    const customer = await db.customer.findUniqueOrThrow({ where: { externalId: 'river' } });
    expect(customer.lifetimeValue).toBe(10_888n + 6_700n + 4_012n);
    const { pending, available } = await provenBalance(db, agency.id, 'USD');
    expect(pending + available).toBe(2_178n + 1_340n + 802n);
  });

  it('given back in parts before or after the rate is known, loses the same', async () => {
    const refund = (n: number, amount: string) => ({
      type: 'payment.refunded',
      at: paidAt + n * DAY_MS,
      data: { paymentId: 'eur', refundId: `r${n}`, amount },
    });
    await happen(pay('eur', '10050', 'EUR'), refund(1, '3350'));
    await recordRate(scope, rate('EUR', '1.0834'));
    await settle();
    expect(await earned()).toEqual([['payment:eur:0', 10_888n, 2_178n, 726n]]);
    await happen(refund(2, '6700'));
    expect(await earned()).toEqual([['payment:eur:0', 10_888n, 2_178n, 2_178n]]);
  });

  it('of another day or currency keeps waiting; one that comes later is converted at once', async () => {
    await happen(
      pay('before', '100', 'EUR', Date.parse('2026-01-24T23:59:59.999Z')),
      pay('first', '100', 'EUR', Date.parse('2026-01-25T00:00:00Z')),
      pay('last', '100', 'EUR', Date.parse('2026-01-25T23:59:59.999Z')),
      pay('after', '100', 'EUR', Date.parse('2026-01-26T00:00:00Z')),
      pay('other', '100', 'GBP'),
    );
    expect(await recordRate(scope, rate('EUR', '2'))).toMatchObject({ payments: 2 });
    await happen(pay('late', '50', 'EUR'));
    const rows = await db.payment.findMany({ orderBy: { externalId: 'asc' } });
    expect(rows.map(({ externalId, basis }) => [externalId, basis])).toEqual([
      ['after', null],
      ['before', null],
      ['first', 200n],
      ['last', 200n],
      ['late', 100n],
      ['other', null],
    ]);
  });

  it('without a customer is settled by itself', async () => {
    const mia = await writePartner('mia', { termsKey: 'marketplace' });
    const clickId = await writeClick(mia, paidAt - DAY_MS);
    const data = { clickId, paymentId: 'sale', amount: '10000', currency: 'EUR' };
    await happen({ type: 'payment.succeeded', at: paidAt, data });
    expect(await earned()).toEqual([]);
    await recordRate(scope, rate('EUR', '1.5'));
    await settle();
    expect(await earned()).toEqual([['payment:sale:0', 15_000n, 2_250n, 0n]]);
  });
});

describe('a rate', () => {
  it('is set once: the same again changes nothing, another one is refused', async () => {
    await happen(pay('eur', '10000', 'EUR'));
    await recordRate(scope, rate('EUR', '1.1'));
    expect(await recordRate(scope, rate('EUR', '1.1'))).toMatchObject({ outcome: 'known', payments: 1 });
    expect(await recordRate(scope, rate('EUR', '1.2'))).toMatchObject({
      outcome: 'set_once',
      payments: 1,
      rate: { ratePerE9: 1_100_000_000n },
    });
    expect(await db.auditEntry.count({ where: { action: 'rate.recorded' } })).toBe(1);
    expect((await db.payment.findFirstOrThrow()).basis).toBe(11_000n);
  });

  it.each([
    ['own_currency', rate('USD', '1')],
    ['in_the_future', rate('EUR', '1', '2026-12-31')],
  ])('is refused: %s', async (outcome, wish) => {
    expect(await recordRate(scope, wish)).toEqual({ outcome });
    expect(await db.exchangeRate.count()).toBe(0);
  });

  it('that makes a payment larger than any may be is refused whole', async () => {
    await happen(pay('small', '100', 'EUR'), pay('huge', '9007199254740991', 'EUR'));
    expect(await recordRate(scope, rate('EUR', '1.0001'))).toEqual({ outcome: 'too_large' });
    expect(await db.payment.count({ where: { basis: null } })).toBe(2);
    expect(await db.exchangeRate.count()).toBe(0);
  });

  it('entered while payments arrive misses none of them', async () => {
    const sent = Array.from({ length: 20 }, (_, n) => pay(`p${n}`, '100', 'EUR'));
    for (const { type, at, data } of sent) {
      const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
      await receiveProductEvent({ externalId: data.paymentId, type, body, at, status: 'received' });
    }
    await Promise.all([applyEvents(), recordRate(scope, rate('EUR', '1.5')), applyEvents()]);
    expect(await db.payment.count({ where: { basis: 150n } })).toBe(20);
    await settle();
    expect(await earned()).toHaveLength(20);
  });

  it.each([
    ['the application', pool],
    ['the owner', ownerPool],
  ])('and a basis made with it cannot be changed by %s', async (_who, as) => {
    await happen(pay('eur', '10000', 'EUR'));
    await recordRate(scope, rate('EUR', '1.1'));
    for (const attack of [
      'update exchange_rate set rate_per_e9 = 1',
      'delete from exchange_rate',
      'truncate exchange_rate',
      'update payment set basis = 1',
      'update payment set basis = null',
    ]) {
      await expect(as.query(attack), attack).rejects.toThrow(
        /append-only|permission denied|fixed once|must be owner/,
      );
    }
  });
});
