import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '~/domain/chain/verify/verify-chain';
import { booksAreRight } from '~/domain/reconciliation/books-report';
import { type Random, randomFrom } from '~/kernel/random';
import { truncateAll } from '~/test-support/db';
import { openStripeServer } from '~/test-support/stripe';
import { type Happened, Moments } from '~/test-support/stripe-moments';
import { CLICKS, playScene, SIGNED_UP_AT, signedUp, tabledTypes, UNTIL } from '~/test-support/stripe-scene';
import { signature } from '../../sandbox/stripe/deliver';
import { eventProblems } from '../../sandbox/stripe/test-support/schemas';

// The full count: ORDERS=120 npx vitest run --project db app/flows/stripe-orders.db.test.ts (ORDERS_SEED to begin elsewhere)
const count = Number(process.env.ORDERS ?? 4);
const firstSeed = Number(process.env.ORDERS_SEED ?? 20261121);

const stripe = await openStripeServer();
const { adminKey, call } = await import('~/test-support/api');
const { writePartner } = await import('~/test-support/builders/links');
const { ledgerProblems, standingLedger, storedBooks } = await import('~/test-support/stored-books');
const { action } = await import('~/routes/hooks/stripe');
const { setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { stripeClient } = await import('~/platform/stripe.server');
const { transaction } = await import('~/platform/transaction.server');
const { applyEvents } = await import('./apply-events.server');
const { checkBooks } = await import('./check-books.server');
const { exportChain } = await import('./export-chain.server');
const { receiveProductEvent } = await import('./receive-event.server');
const { applyStripeEvents } = await import('./receive-stripe-event.server');
const { settleDue } = await import('./settle.server');
const { storeFacts } = await import('./store-facts.server');

const secrets = {
  platform: stripe.environment.STRIPE_WEBHOOK_SECRET ?? '',
  connect: stripe.environment.STRIPE_CONNECT_WEBHOOK_SECRET ?? '',
};

/** Something that reaches the portal: an event of Stripe's, or a sign-up of the product's. */
type Delivery =
  | (Happened & { signUp?: undefined })
  | { signUp: (typeof signedUp)[number]; event?: undefined; moment?: undefined };

let door: Server;
let url = '';
let deliveries: Delivery[] = [];
let moments: Moments;

beforeAll(async () => {
  door = createServer(async (incoming, outgoing) => {
    const headers = { 'stripe-signature': String(incoming.headers['stripe-signature'] ?? '') };
    const request = new Request(url, { method: 'POST', body: await text(incoming), headers });
    const answer = await action({ request, params: {}, context: {} });
    outgoing.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/webhooks/stripe`;
  const client = stripeClient();
  if (!client) throw new Error('Stripe is configured');
  moments = new Moments(stripe.gateway.store);
  await playScene(stripe, client, moments.remember);
  moments.remember();
  deliveries = [
    ...moments.happened.flatMap((one, index) => (index % 9 === 0 ? [one, twin(one)] : [one])),
    ...signedUp.map((signUp) => ({ signUp })),
  ];
}, 120_000);

afterAll(async () => {
  await new Promise((resolve) => door.close(resolve));
  await stripe.close();
});

/** Stripe may tell of one change in two events. */
const twin = ({ event, moment }: Happened): Happened => ({
  event: { ...event, id: `${event.id}twin` } as Stripe.Event,
  moment,
});

async function begin(): Promise<void> {
  await truncateAll();
  await setClock({ at: Date.parse(UNTIL), running: false });
  const { defaultLink } = await writePartner('north', { termsKey: 'agency' });
  await writePartner('south', { termsKey: 'agency' });
  const createdAt = new Date(0);
  await db.promotionCode.create({ data: { code: 'NORTH20', partnerId: 'par-north', createdAt } });
  const [account] = stripe.gateway.store.list('account');
  await db.partner.update({ where: { id: 'par-north' }, data: { stripeAccountId: account?.id ?? null } });
  await db.click.createMany({
    data: CLICKS.map(({ id, partner, at }) => ({
      ...{
        id,
        at: new Date(at),
        channel: 'partner' as const,
        partnerId: `par-${partner}`,
        linkId: defaultLink.id,
      },
      ...{ visitorId: `visitor of ${id}`, windowDays: 90, isUnique: true, source: 'direct_link' as const },
    })),
  });
  const counts = { clicks: CLICKS.length, uniqueClicks: CLICKS.length };
  const day = new Date('2026-01-03');
  const of = { partnerId: 'par-north', linkId: defaultLink.id, source: 'direct_link' as const };
  await db.clickDaily.create({ data: { ...of, ...counts, day } });
  await db.programDaily.create({ data: { ...counts, day, channel: 'partner' } });
}

async function post(event: Stripe.Event): Promise<number> {
  const body = JSON.stringify(event);
  const secret = event.account ? secrets.connect : secrets.platform;
  const headers = { 'stripe-signature': signature(body, secret) };
  return (await fetch(url, { method: 'POST', body, headers })).status;
}

async function signUp({ id, email, promotionCode }: (typeof signedUp)[number]): Promise<void> {
  const type = 'customer.signed_up';
  const timestamp = new Date(SIGNED_UP_AT).toISOString();
  const body = JSON.stringify({ type, timestamp, data: { customer: { id, email }, promotionCode } });
  const delivery = { externalId: `su-${id}`, type, body, at: SIGNED_UP_AT, status: 'received' as const };
  await receiveProductEvent(delivery);
}

async function applyAll(): Promise<void> {
  for (;;) {
    const done = (await applyEvents()) + (await applyStripeEvents()) + (await settleDue());
    if (done === 0) return;
  }
}

/** Which state of Stripe's a delivery finds: the last one always, or any since it happened. */
type Finds = 'what it became' | 'what it was';
type Plant = (event: Stripe.Event) => Promise<boolean>;

/** As it happened, each up to some moments late: whoever applies it meanwhile sees things half done. */
function delayed(random: Random): Delivery[] {
  const dues = deliveries.map((one) => [one.moment ?? 0, random.below(20), one] as const);
  return dues.sort((a, b) => a[0] + a[1] - b[0] - b[1]).map(([, , one]) => one);
}

/** Delivers everything, some of it twice, and applies it now and then. */
async function deliver(
  order: readonly Delivery[],
  random: Random,
  { finds, applies, plant }: { finds: Finds; applies?: number; plant?: Plant },
): Promise<void> {
  let moment = finds === 'what it became' ? moments.last : 0;
  moments.goTo(moment);
  const deliverOne = async (one: Delivery) => {
    if (one.signUp) return signUp(one.signUp);
    if (one.moment > moment) {
      moment = random.between(one.moment, Math.min(one.moment + (plant ? 0 : 3), moments.last));
      moments.goTo(moment);
    }
    if (await plant?.(one.event)) return;
    expect([200, 202], one.event.id).toContain(await post(one.event));
  };
  for (const one of order) {
    await deliverOne(one);
    if (random.chance(0.2)) await deliverOne(one);
    if (random.chance(applies ?? (finds === 'what it was' ? 0.12 : 0.05))) await applyAll();
  }
  moments.goTo(moments.last);
  for (const one of order) if (random.chance(0.1)) await deliverOne(one);
  await applyAll();
}

/** What the API answers at the end, our random ids told by the product's and Stripe's; sorted, as the order of arrival is the order of lists. */
async function answers(withTimelines: boolean): Promise<Record<string, unknown>> {
  const { key } = await adminKey();
  const names = new Map<string, string>();
  for (const { id, externalId } of await db.customer.findMany()) names.set(id, `customer ${externalId}`);
  for (const row of await db.commission.findMany({ include: { customer: true } }))
    names.set(
      row.id,
      `commission ${row.partnerId} ${row.customer?.externalId} ${row.rewardKey} ${row.causeKey}`,
    );
  for (const { id, partnerId } of await db.link.findMany()) names.set(id, `link of ${partnerId}`);
  const named = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value).replaceAll(/\b(cus|com|lnk)_[0-9A-Za-z]+/g, (id: string) => names.get(id) ?? id),
    );
  const list = async (path: string) => {
    const { body } = await call('GET', path, { key });
    const rows: unknown[] = body.data ?? [body];
    // what a settling on the way wrote and a later delivery undid is our history, not Stripe's
    return named(rows.filter((row) => (row as { type?: string }).type !== 'commission_withdrawn'))
      .map((row: unknown) => JSON.stringify(row))
      .sort();
  };
  const paths = [
    '/partners',
    '/customers',
    '/commissions',
    '/balance?partnerId=par-north',
    '/balance?partnerId=par-south',
  ];
  const customers = withTimelines ? await db.customer.findMany({ orderBy: { externalId: 'asc' } }) : [];
  const all: Array<[string, unknown]> = [];
  for (const path of paths) all.push([path, await list(`${path}${path.includes('?') ? '&' : '?'}limit=200`)]);
  for (const { id, externalId } of customers)
    all.push([`timeline of ${externalId}`, await list(`/customers/${id}/timeline?limit=200`)]);
  return Object.fromEntries(all);
}

const everything = async (finds: Finds) => ({
  ...(await storedBooks()),
  ledger: await standingLedger(),
  api: await answers(finds === 'what it became'),
});

/** The books replayed, and every chain verified as its owner would: what is wrong. */
async function wrong(): Promise<unknown[]> {
  const { findings } = await checkBooks();
  const owners = await db.chain.findMany({ orderBy: { owner: 'asc' } });
  const chains: unknown[] = [];
  for (const { owner } of owners) chains.push(...(await verifyChain(exportChain(owner))).findings);
  const bad = booksAreRight({ findings }) ? [] : findings.filter(({ severity }) => severity !== 'warning');
  return [...bad, ...chains, ...(await ledgerProblems())];
}

/** Ways of doing it wrong: what a handler that believes payloads would make of an event. True: it was taken. */
const plantedBugs: Record<string, Plant> = {
  'a refund is applied from its payload, by what it adds': async ({ id, type, created, data }) => {
    if (type.startsWith('refund.')) return true;
    if (type !== 'charge.refunded') return false;
    const charge = data.object as Stripe.Charge;
    const before = (data.previous_attributes as { amount_refunded?: number })?.amount_refunded ?? 0;
    const intent = stripe.gateway.store.get('intentPayment', String(charge.payment_intent))?.payment ?? '';
    const paymentId = stripe.gateway.store.get('invoicePayment', intent)?.invoice ?? charge.payment_intent;
    const amount = BigInt(charge.amount_refunded - before);
    const said = {
      paymentId: String(paymentId),
      refundId: id,
      amount,
      outOf: BigInt(charge.amount_captured),
    };
    if (amount > 0n)
      await transaction((tx) =>
        storeFacts(tx, [
          {
            inboundId: id,
            source: 'stripe',
            event: { type: 'payment.refunded', at: created * 1000, data: said },
          },
        ]),
      );
    return true;
  },
  'a refund that failed is not looked at again': async ({ type, data }) =>
    type.endsWith('failed') || (data.object as { status?: string }).status === 'failed',
};

const seedOf = (n: number) => firstSeed + n;

describe('everything that happens at Stripe', () => {
  let expected: Record<Finds, Awaited<ReturnType<typeof everything>>>;

  beforeAll(async () => {
    await begin();
    await deliver(deliveries, randomFrom(1), { finds: 'what it became' });
    expected = {
      'what it became': await everything('what it became'),
      'what it was': await everything('what it was'),
    };
  }, 120_000);

  it('is of every type the table of integrations.md names, as Stripe’s schemas have it', () => {
    const types = new Set(moments.happened.map(({ event }) => String(event.type)));
    expect(tabledTypes.filter((type) => !types.has(type))).toEqual([]);
    for (const { event } of moments.happened) expect(eventProblems(event), event.type).toEqual([]);
  });

  it('earns, and leaves nothing behind', async () => {
    expect(expected['what it became'].commissions.length).toBeGreaterThan(10);
    const open = { source: 'stripe' as const, status: { notIn: ['applied' as const, 'ignored' as const] } };
    const left = await db.inboundEvent.findMany({ where: open, select: { type: true, reason: true } });
    expect(left).toEqual([]);
    expect(await wrong()).toEqual([]);
  }, 120_000);

  it(
    `comes to one final state in ${count} orders, with repeats, from seed ${firstSeed}`,
    async () => {
      for (let n = 0; n < count; n++) {
        const finds: Finds = n % 2 === 0 ? 'what it became' : 'what it was';
        const random = randomFrom(seedOf(n));
        await begin();
        const order = n % 4 === 3 ? delayed(random) : random.shuffle(deliveries);
        await deliver(order, random, { finds });
        const said = `seed ${seedOf(n)}, finding ${finds}`;
        expect(await everything(finds), said).toEqual(expected[finds]);
        expect(await wrong(), said).toEqual([]);
      }
      console.log(
        `${count} orders of ${deliveries.length} deliveries, seeds from ${firstSeed}: one final state`,
      );
    },
    60_000 + count * 120_000,
  );

  it.each(Object.entries(plantedBugs))('does not when %s', { timeout: 180_000 }, async (_, plant) => {
    await begin();
    // as it happened, so that what was true for a while is seen
    const inTime = [...deliveries].sort((a, b) => (a.moment ?? 0) - (b.moment ?? 0));
    await deliver(inTime, randomFrom(firstSeed), { finds: 'what it was', applies: 0.7, plant });
    expect((await everything('what it was')).balances).not.toEqual(expected['what it was'].balances);
  });
});
