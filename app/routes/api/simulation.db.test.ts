import { beforeAll, describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { serializeTerms } from '~/domain/program/terms-document';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { adminKey, call, partnerKey } from '~/test-support/api';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { happen, referCustomer } from '~/test-support/builders/referred';

const start = Date.parse('2026-01-05T12:00:00Z');
const agency = serializeTerms(defaultTerms.find((terms) => terms.key === 'agency') as Terms);

let admin: string;
let north: BuiltPartner;

beforeAll(async () => {
  ({ key: admin } = await adminKey());
  north = await writePartner('north', { termsKey: 'agency' });
  await setClock({ at: start + 300 * DAY_MS, running: false });
  // paid 13 January; of a year a third of the slices is due
  await referCustomer(north, { name: 'river', clickedAt: start, pays: '100000' });
  await happen({
    type: 'payment.succeeded',
    at: start + 40 * DAY_MS,
    data: { customerId: 'river', paymentId: 'second', amount: '3000000', currency: 'USD' },
  });
});

const simulate = (body: object, { key = admin, terms = 'agency', query = '' } = {}) =>
  call('POST', `/terms/${terms}/simulation${query}`, { key, body });
const share = (change: object) => ({ ...agency, rewards: [{ ...agency.rewards[0], ...change }] });

describe('POST /terms/:key/simulation', () => {
  it('says per partner what a draft would have paid, and which caps bite', async () => {
    const answer = await simulate({ document: share({ rateBps: 1000, capPerPartnerMonth: '200000' }) });
    expect(answer.status).toBe(200);
    // 20 % of 1,000 and, clipped to 5,000, of 30,000; 10 % of them, clipped to 2,000
    expect(answer.body).toMatchObject({
      key: 'agency',
      version: 1,
      from: null,
      totals: {
        now: { earned: { amount: '520000', currency: 'USD' }, qualifying: { amount: '0' } },
        draft: { earned: { amount: '210000' } },
        difference: { amount: '-310000' },
        commissions: { changed: 2, added: 0, removed: 0 },
        customers: 1,
      },
      partners: [
        {
          partnerId: north.id,
          handle: 'north',
          difference: { amount: '-310000' },
          caps: [
            {
              reward: 'tier-4',
              month: '2026-02',
              customerId: null,
              now: { uncapped: { amount: '600000' }, amount: { amount: '500000' } },
              draft: { uncapped: { amount: '300000' }, amount: { amount: '200000' } },
            },
          ],
        },
      ],
    });
    const vested = answer.body.months.map((month: { month: string; draft: { vested: object } }) => [
      month.month,
      month.draft.vested,
    ]);
    expect(vested.slice(0, 2)).toEqual([
      ['2026-01', { amount: '10000', currency: 'USD' }],
      ['2026-02', { amount: '200000', currency: 'USD' }],
    ]);
  });

  it('without a document is the version in force, and differs in nothing', async () => {
    const { body } = await simulate({});
    expect(body.document).toEqual(agency);
    expect(body.totals).toMatchObject({
      difference: { amount: '0' },
      commissions: { changed: 0, added: 0, removed: 0 },
    });
  });

  it('from an instant on, and for one partner', async () => {
    const document = share({ rateBps: 0 });
    const signedUpAt = new Date(start + DAY_MS).toISOString();
    const difference = async (wish: object) => (await simulate({ document, ...wish })).body.totals.difference;
    expect(await difference({ from: signedUpAt })).toMatchObject({ amount: '-520000' });
    expect(await difference({ from: new Date(start + DAY_MS + 1).toISOString() })).toMatchObject({
      amount: '0',
    });
    expect((await simulate({ document, partnerId: 'par-somebody' })).body.partners).toEqual([]);
    const own = await simulate({ document }, { query: `?partnerId=${north.id}` });
    expect(own.body.partners).toHaveLength(1);
  });

  it('changes nothing', async () => {
    const balance = () => call('GET', '/balance', { key: admin });
    const before = await balance();
    await simulate({ document: share({ rateBps: 5000 }) });
    expect((await balance()).body).toEqual(before.body);
    expect((await call('GET', '/terms', { key: admin })).body.data).toHaveLength(defaultTerms.length);
  });

  it.each<[object, string]>([
    [{ document: { ...agency, scope: 'purchase' } }, 'document.scope'],
    [{ document: { ...agency, windowDays: 45 } }, 'document.windowDays'],
    [{ document: share({ rateBps: 10_001 }) }, 'document.rewards.0.rateBps'],
    [{ document: share({ capPerPartnerMonth: '1.5' }) }, 'document.rewards.0.capPerPartnerMonth'],
    [{ from: 'yesterday' }, 'from'],
    [{ draft: agency }, 'draft'],
  ])('refuses %j', async (body, field) => {
    expect(await simulate(body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it('is the admins’ alone, and knows only terms there are', async () => {
    expect((await simulate({}, { terms: 'nobodys' })).status).toBe(404);
    expect((await simulate({}, { key: await partnerKey(north.id) })).status).toBe(403);
    expect((await call('POST', '/terms/agency/simulation', { body: {} })).status).toBe(401);
    const { key: reader } = await adminKey(['read']);
    expect((await simulate({}, { key: reader })).status).toBe(200);
  });
});
