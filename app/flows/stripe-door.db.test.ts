import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';
import { signature } from '../../sandbox/stripe/deliver';

const stripe = await openStripeServer();
afterAll(() => stripe.close());
const [fresh, retiring, connect] = ['whsec_fresh', 'whsec_retiring', 'whsec_connect'];
// while a secret is being changed
process.env.STRIPE_WEBHOOK_SECRET = `${fresh}, ${retiring}`;
process.env.STRIPE_CONNECT_WEBHOOK_SECRET = `${connect}\n`;
const { action } = await import('~/routes/hooks/stripe');
const { applyStripeEvents } = await import('./receive-stripe-event.server');
const { getAdminOverview } = await import('~/domain/reporting/admin-overview.server');
const { countOtherVersions, listInboundEvents } = await import('~/domain/reporting/inbound-events.server');
const { db } = await import('~/platform/db.server');

const admin = { kind: 'admin', userId: 'usr_admin', keyId: null } as const;
const machineNow = () => Math.floor(Date.now() / 1000);

async function post(body: string, header?: string) {
  const headers: Record<string, string> = header === undefined ? {} : { 'stripe-signature': header };
  const request = new Request('http://portal.test/webhooks/stripe', { method: 'POST', body, headers });
  const answer = await action({ request, params: {}, context: {} });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const event = (more: object = {}) => {
  const id = `evt_${randomUUID()}`;
  const object = { id: 'cus_x', email: null, name: null, metadata: {} };
  const whole = {
    ...{ id, object: 'event', type: 'customer.created', api_version: Stripe.API_VERSION },
    ...{ created: machineNow(), livemode: false, data: { object } },
    ...more,
  };
  return { id, body: JSON.stringify(whole) };
};

/** Both signatures in one header, as Stripe signs while it rolls a secret itself. */
const bothSigned = (body: string, secrets: string[]) => {
  const [first = '', ...rest] = secrets.map((secret) => signature(body, secret));
  return [first, ...rest.map((header) => header.slice(header.indexOf('v1=')))].join(',');
};

describe('a secret that is being changed', () => {
  it.each([
    ['the new one', (body: string) => signature(body, fresh)],
    ['the old one', (body: string) => signature(body, retiring)],
    ['both at once', (body: string) => bothSigned(body, [retiring, fresh])],
    ['one of ours and one that is not', (body: string) => bothSigned(body, ['whsec_other', fresh])],
    ['that of connected accounts', (body: string) => signature(body, connect)],
    ['one 299 seconds ago', (body: string) => signature(body, fresh, machineNow() - 299)],
  ])('%s is good', async (_, sign) => {
    const { id, body } = event();
    expect(await post(body, sign(body))).toMatchObject({ status: 202, body: { status: 'stored' } });
    expect(await db.inboundEvent.count({ where: { externalId: id } })).toBe(1);
  });
});

describe('what is not Stripe’s is refused, and nothing is stored', () => {
  it.each<[string, (body: string) => string | undefined]>([
    ['no signature', () => undefined],
    ['an empty one', () => ''],
    ['nonsense', () => 't=now,v1=abc'],
    ['a secret that was taken out', (body) => signature(body, 'whsec_retired')],
    ['both secrets as one', (body) => signature(body, `${fresh}, ${retiring}`)],
    ['no secret at all', (body) => signature(body, ' ')],
    ['the older scheme', (body) => signature(body, fresh).replace('v1=', 'v0=')],
    ['one 301 seconds ago', (body) => signature(body, fresh, machineNow() - 301)],
    ['one without its time', (body) => signature(body, fresh).replace(/^t=\d+,/, '')],
    ['a changed time', (body) => signature(body, fresh).replace(/^t=\d+/, `t=${machineNow() - 7}`)],
    ['another body', (body) => signature(`${body} `, fresh)],
  ])('%s', async (_, sign) => {
    const before = await db.inboundEvent.count();
    const { body } = event();
    expect(await post(body, sign(body))).toMatchObject({ status: 400, body: { code: 'invalid_signature' } });
    expect(await db.inboundEvent.count()).toBe(before);
  });

  it.each([
    ['of a type that is read', {}],
    ['of a type nobody knows', { type: 'issuing_card.created' }],
    ['malformed', { data: { object: {} } }],
    ['without an object', { data: undefined }],
    ['of a connected account', { account: 'acct_1', type: 'account.updated' }],
  ])('a live event in test mode, %s', async (_, more) => {
    const before = await db.inboundEvent.count();
    const { body } = event({ livemode: true, ...more });
    expect(await post(body, signature(body, fresh))).toMatchObject({
      status: 400,
      body: { code: 'wrong_mode', detail: 'This installation takes events of test mode only.' },
    });
    expect(await db.inboundEvent.count()).toBe(before);
  });
});

describe('an event in another version of Stripe’s API', () => {
  it('is applied all the same, noticed and shown', async () => {
    const before = (await getAdminOverview(admin)).eventsOfOtherVersions;
    const { id: expected, body: usual } = event();
    await post(usual, signature(usual, fresh));
    const { id: silent, body: unversioned } = event({ api_version: null });
    await post(unversioned, signature(unversioned, fresh));
    const { id, body } = event({ api_version: '2024-06-20' });
    expect((await post(body, signature(body, fresh))).status).toBe(202);
    const { id: bad, body: malformed } = event({ api_version: '2024-06-20', data: { object: {} } });
    expect((await post(malformed, signature(malformed, fresh))).status).toBe(400);
    await applyStripeEvents();

    const shown = (await listInboundEvents(admin, { otherVersion: true }, { limit: 50 })).data;
    expect(shown.map(({ externalId }) => externalId)).toEqual([bad, id]);
    expect(shown.map(({ externalId }) => externalId)).not.toContain(expected);
    expect(shown.map(({ externalId }) => externalId)).not.toContain(silent);
    expect(shown[1]).toMatchObject({ apiVersion: '2024-06-20', status: 'ignored' });
    expect((await getAdminOverview(admin)).eventsOfOtherVersions).toBe(before + 2);
    expect(await countOtherVersions(admin)).toMatchObject([{ apiVersion: '2024-06-20', count: 2 }]);
  });
});
