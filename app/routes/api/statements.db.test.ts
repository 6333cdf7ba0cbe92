import { beforeAll, describe, expect, it } from 'vitest';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { adminKey, call, partnerKey } from '~/test-support/api';
import { buildPayablePartner } from '~/test-support/builders/payouts';

let admin: string;

beforeAll(async () => {
  ({ key: admin } = await adminKey());
  await setClock({ at: Date.parse('2026-06-15T12:00:00Z'), running: false });
});

/** May: $70 earned and $50 of it released; June so far: $50 paid. May is closed. */
async function booked() {
  const { partner } = await buildPayablePartner({ account: false });
  const { id: partnerId } = partner;
  const post = async (kind: string, at: string, entries: Array<[string, bigint]>) => {
    const row = await db.ledgerTransaction.create({
      data: {
        ...{ kind, causeKey: `${kind} ${partnerId}`, partnerId, currency: 'USD', lines: entries.length },
        commissionId: 'com_x',
        effectiveAt: new Date(at),
        recordedAt: new Date(at),
        entries: {
          create: entries.map(([account, amount], line) => ({
            line,
            account,
            amount,
            partnerId,
            currency: 'USD',
          })),
        },
      },
    });
    return row.id;
  };
  const of = (name: string) => `partner:${partnerId}:${name}`;
  await post('vest', '2026-05-02T00:00:00Z', [
    ['commission_expense', -7000n],
    [of('pending'), 7000n],
  ]);
  const last = await post('release', '2026-05-20T00:00:00Z', [
    [of('pending'), -5000n],
    [of('available'), 5000n],
  ]);
  await post('payout_requested', '2026-06-02T00:00:00Z', [
    [of('available'), -5000n],
    [of('in_transit'), 5000n],
  ]);
  await post('payout_paid', '2026-06-03T00:00:00Z', [
    [of('in_transit'), -5000n],
    ['stripe_cash', 5000n],
  ]);
  const head = { program: 'Program', partner: { handle: partner.handle, name: 'As it was called' } };
  await db.monthStatement.create({
    data: {
      partnerId,
      month: '2026-05',
      chainSeq: 1n,
      ledgerId: last,
      head,
      closedAt: new Date('2026-06-01T00:10:00Z'),
    },
  });
  return { partnerId };
}

const money = (amount: string) => ({ amount, currency: 'USD' });

describe('/statements', () => {
  it('lists a partner’s months, the running one open', async () => {
    const { partnerId } = await booked();
    const { body } = await call('GET', `/statements?partnerId=${partnerId}`, { key: admin });
    expect(body).toEqual({
      data: [
        { month: '2026-06', closedAt: null, earned: money('0'), paid: money('5000'), closing: money('2000') },
        {
          ...{ month: '2026-05', closedAt: '2026-06-01T00:10:00.000Z' },
          ...{ earned: money('7000'), paid: money('0'), closing: money('7000') },
        },
      ],
      nextCursor: null,
    });
  });

  it('reads a month: what there was, each booking, what there is then', async () => {
    const { partnerId } = await booked();
    const key = await partnerKey(partnerId);
    const { status, body } = await call('GET', '/statements/2026-06', { key });
    expect(status).toBe(200);
    expect(body.opening).toEqual({ pending: money('2000'), available: money('5000'), inTransit: money('0') });
    expect(body.lines.map((line: { kind: string }) => line.kind)).toEqual([
      'payout_requested',
      'payout_paid',
    ]);
    expect(body.closing).toEqual({ pending: money('2000'), available: money('0'), inTransit: money('0') });
  });

  it('of another partner are not to be had, nor months that are none', async () => {
    const [one, other] = [await booked(), await booked()];
    const key = await partnerKey(one.partnerId);
    const own = await call('GET', `/statements/2026-05`, { key });
    const narrowed = await call('GET', `/statements/2026-05?partnerId=${other.partnerId}`, { key });
    expect(narrowed.body).toEqual(own.body);
    for (const month of ['2026-13', '2025-05', '2026-07', 'x'])
      expect((await call('GET', `/statements/${month}`, { key })).status).toBe(404);
    expect((await call('GET', '/statements', { key: admin })).status).toBe(422);
  });
});

describe('/year-totals', () => {
  it('says what was paid by month: a partner’s own, for an admin everybody’s', async () => {
    const { partnerId } = await booked();
    const key = await partnerKey(partnerId);
    const { body } = await call('GET', '/year-totals/2026', { key });
    expect(body.data).toMatchObject([{ partnerId, total: money('5000'), final: false }]);
    expect(body.data[0].months[5]).toEqual({ month: '2026-06', paid: money('5000') });
    const all = await call('GET', '/year-totals/2026', { key: admin });
    expect(all.body.data.length).toBeGreaterThan(1);
    expect((await call('GET', '/year-totals/2025', { key })).body.data).toEqual([]);
    expect((await call('GET', '/year-totals/20x6', { key })).status).toBe(404);
  });
});

describe('/partners', () => {
  it('takes a country, says it, changes it, and refuses what is none', async () => {
    const wish = { handle: 'from-brazil', kind: 'affiliate', name: 'Ann', email: 'ann@brazil.test' };
    const made = await call('POST', '/partners', { key: admin, body: { ...wish, country: 'BR' } });
    expect(made).toMatchObject({
      status: 201,
      body: { country: 'BR', payoutMethod: 'stripe', payable: false },
    });
    const changed = await call('PATCH', `/partners/${made.body.id}`, { key: admin, body: { country: 'DE' } });
    expect(changed.body.country).toBe('DE');
    const wrong = await call('POST', '/partners', {
      key: admin,
      body: { ...wish, handle: 'x-y-z', country: 'de' },
    });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'country' }] } });
    const without = await call('POST', '/partners', {
      key: admin,
      body: { ...wish, handle: 'without-country' },
    });
    expect(without).toMatchObject({ status: 201, body: { country: null } });
  });
});
