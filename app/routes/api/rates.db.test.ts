import { beforeAll, describe, expect, it } from 'vitest';
import { setClock } from '~/platform/clock.server';
import { adminKey, call, partnerKey } from '~/test-support/api';
import { writePartner } from '~/test-support/builders/links';

let admin: string;

beforeAll(async () => {
  ({ key: admin } = await adminKey());
  await setClock({ at: Date.parse('2026-06-01T12:00:00Z'), running: false });
});

const post = (body: object, key = admin) => call('POST', '/rates', { key, body });

describe('/rates', () => {
  it('takes a rate as it is written and lists it, the latest day first', async () => {
    const body = { day: '2026-05-31', currency: 'JPY', rate: '0.00670' };
    expect(await post(body)).toMatchObject({
      status: 201,
      body: { day: '2026-05-31', currency: 'JPY', rate: '0.0067', payments: 0 },
    });
    expect(await post(body)).toMatchObject({ status: 200, body: { rate: '0.0067' } });
    expect((await post({ day: '2026-06-01', currency: 'KWD', rate: '3.25' })).status).toBe(201);
    expect((await post({ day: '2026-05-31', currency: 'EUR', rate: '1.0834' })).status).toBe(201);
    const first = await call('GET', '/rates?limit=2', { key: admin });
    const names = (list: { data: Array<{ day: string; currency: string }> }) =>
      list.data.map(({ day, currency }) => `${day} ${currency}`);
    expect(names(first.body)).toEqual(['2026-06-01 KWD', '2026-05-31 EUR']);
    const rest = await call('GET', `/rates?limit=2&cursor=${first.body.nextCursor}`, { key: admin });
    expect(names(rest.body)).toEqual(['2026-05-31 JPY']);
    const euros = await call('GET', '/rates?currency=EUR', { key: admin });
    expect(names(euros.body)).toEqual(['2026-05-31 EUR']);
  });

  it('never changes one', async () => {
    await post({ day: '2026-05-01', currency: 'EUR', rate: '1.1' });
    const answer = await post({ day: '2026-05-01', currency: 'EUR', rate: '1.2' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'set_once', detail: /is 1\.1 and stays/ } });
  });

  it.each<[object, string]>([
    [{ rate: '1,1' }, 'rate'],
    [{ rate: 1.1 }, 'rate'],
    [{ rate: '0' }, 'rate'],
    [{ rate: '1.0000000001' }, 'rate'],
    [{ day: '2026-02-30' }, 'day'],
    [{ day: '2026-06-02' }, 'day'],
    [{ day: '2026-05-31T00:00:00Z' }, 'day'],
    [{ currency: 'eur' }, 'currency'],
    [{ currency: 'USD' }, 'currency'],
    [{ extra: 1 }, 'extra'],
  ])('refuses %j', async (change, field) => {
    const answer = await post({ day: '2026-05-30', currency: 'EUR', rate: '1.1', ...change });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it('is the admins’ alone', async () => {
    const { id } = await writePartner('ada');
    const key = await partnerKey(id);
    expect((await call('GET', '/rates', { key })).status).toBe(403);
    expect((await post({ day: '2026-05-30', currency: 'EUR', rate: '1.1' }, key)).status).toBe(403);
    const { key: reader } = await adminKey(['read']);
    expect((await post({ day: '2026-05-30', currency: 'EUR', rate: '1.1' }, reader)).status).toBe(403);
  });
});
