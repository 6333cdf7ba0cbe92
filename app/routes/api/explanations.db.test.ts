import { beforeAll, describe, expect, it } from 'vitest';
import { applyEvents } from '~/flows/apply-events.server';
import { settleDue } from '~/flows/settle.server';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { adminKey, call, partnerKey } from '~/test-support/api';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { happen, referCustomer, writeClick } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { randomProgram } from '~/test-support/random-program';

const JANUARY = Date.UTC(2026, 0, 1, 12);
const day = (n: number) => JANUARY + n * DAY_MS;
const date = (n: number) => new Date(day(n)).toISOString();

interface ShownStep {
  step: string;
  words: string;
  [name: string]: unknown;
}

async function explained(id: string, key: string) {
  const { status, body } = await call('GET', `/commissions/${id}/explanation`, { key });
  expect(status).toBe(200);
  return body;
}
const stepOf = (body: { steps: ShownStep[] }, kind: string) => body.steps.find(({ step }) => step === kind);

async function timeline(customer: string, key: string) {
  const { id } = await db.customer.findUniqueOrThrow({ where: { externalId: customer } });
  const { status, body } = await call('GET', `/customers/${id}/timeline?limit=200`, { key });
  expect(status).toBe(200);
  return body.data as Array<{
    type: string;
    words: string;
    change: string | null;
    at: string;
    amount: unknown;
  }>;
}

describe('a customer two partners wanted', () => {
  let ada: BuiltPartner;
  let bob: BuiltPartner;
  let adas: string;
  let bobs: string;
  let admin: string;
  let earlier: string;

  beforeAll(async () => {
    await setClock({ at: day(120), running: false });
    ada = await writePartner('ada');
    bob = await writePartner('bob');
    [adas, bobs] = [await partnerKey(ada.id), await partnerKey(bob.id)];
    admin = (await adminKey()).key;
    earlier = await writeClick(bob, day(-3));
    await referCustomer(ada, { name: 'acme', clickedAt: day(0), pays: '48000' });
    const acme = { customerId: 'acme' };
    await happen(
      { type: 'customer.attribution_captured', at: day(30), data: { ...acme, clickId: earlier } },
      {
        type: 'payment.succeeded',
        at: day(40),
        data: { ...acme, paymentId: 'big', amount: '60003', currency: 'USD' },
      },
      { type: 'payment.refunded', at: day(50), data: { paymentId: 'big', refundId: 'r1', amount: '20001' } },
    );
  });

  const commissionOf = (reward: string) =>
    db.commission.findFirstOrThrow({ where: { partnerId: ada.id, rewardKey: reward } });

  it('is explained from the click to the reversal, with the figures of the books', async () => {
    const row = await commissionOf('tier-3');
    const body = await explained(row.id, adas);
    expect(body).toMatchObject({
      inBooks: true,
      withdrawnAt: null,
      commission: { id: row.id, amount: { amount: '9000', currency: 'USD' }, reversed: { amount: '3000' } },
    });
    expect(body.steps.map(({ step }: ShownStep) => step)).toEqual([
      'click',
      'attribution',
      'sign_up',
      'payment',
      'rule',
      'arithmetic',
      'cap',
      'hold',
      'sustained',
      'release',
      'reversal',
    ]);
    expect(stepOf(body, 'click')).toMatchObject({
      at: date(0),
      linkCode: 'ada',
      windowDays: 90,
      until: date(90),
      party: { kind: 'you' },
    });
    expect(stepOf(body, 'arithmetic')).toMatchObject({
      words: '$600.03 × 15 % = $90.00.',
      rounding: -4500,
      lines: [
        { kind: 'payment', amount: { amount: '60003' } },
        { kind: 'rate', factor: 1500, amount: { amount: '9000' } },
        { kind: 'reversed', amount: { amount: '-3000' } },
        { kind: 'total', amount: { amount: '6000' } },
      ],
    });
    expect(stepOf(body, 'rule')).toMatchObject({ terms: 'developer', version: 1, reward: 'tier-3' });
    expect(stepOf(body, 'reversal')).toMatchObject({
      at: date(50),
      refunded: { amount: '20001' },
      difference: { amount: '3000' },
      from: 'pending',
    });
  });

  it('tells a partner of the one that lost, not who it is; an admin of both', async () => {
    const row = await commissionOf('tier-1');
    const own = await explained(row.id, adas);
    expect(stepOf(own, 'attribution')).toMatchObject({
      party: { kind: 'you' },
      candidates: [
        {
          kind: 'click',
          party: { kind: 'another_partner', id: null, name: null },
          id: null,
          verdict: 'locked',
        },
      ],
    });
    expect(JSON.stringify(own)).not.toMatch(/bob/);
    const whole = await explained(row.id, admin);
    expect(stepOf(whole, 'attribution')).toMatchObject({
      party: { kind: 'partner', id: ada.id, name: 'ada' },
      candidates: [{ party: { kind: 'partner', id: bob.id, name: 'bob' }, id: earlier }],
    });
  });

  it("is nobody else's to read", async () => {
    const row = await commissionOf('tier-1');
    expect((await call('GET', `/commissions/${row.id}/explanation`, { key: bobs })).status).toBe(404);
    expect((await call('GET', '/commissions/com_none/explanation', { key: admin })).status).toBe(404);
  });

  it('says why a payment earned nothing, and what would have changed that', async () => {
    for (const key of [adas, admin]) {
      const entries = await timeline('acme', key);
      expect(entries.filter(({ type }) => type === 'earned_nothing')).toMatchObject([
        {
          at: date(8),
          words: 'Revenue share: The monthly value was $480.00; the reward asks for more than $500.00.',
          change: 'At $500.01 a month, $20.01 more, it would have earned $75.00 a month.',
          amount: { amount: '7500', currency: 'USD' },
        },
      ]);
      expect(entries.at(-1)).toMatchObject({
        type: 'not_earned_yet',
        change: 'With 20 more active days and 6 more members it earns $250.00.',
      });
      expect(entries.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['click', 'attributed', 'captured', 'refund', 'commission_reversed']),
      );
      for (const { words } of entries) expect(words).toMatch(/^[A-Z$].*\.$/);
    }
    expect(JSON.stringify(await timeline('acme', adas))).not.toMatch(/bob/);
  });

  it('that moves to another before it pays leaves a commission that says so', async () => {
    await referCustomer(ada, { name: 'apex', clickedAt: day(60), pays: null });
    const row = await db.commission.findFirstOrThrow({
      where: { partnerId: ada.id, customer: { is: { externalId: 'apex' } } },
    });
    const clickId = await writeClick(bob, day(80));
    await happen({
      type: 'customer.attribution_captured',
      at: day(81),
      data: { customerId: 'apex', clickId },
    });
    const gone = await explained(row.id, adas);
    expect(gone).toMatchObject({ steps: [], withdrawnAt: expect.any(String) });
    expect(gone.words).toMatch(/credited to somebody else since/);
    expect(JSON.stringify(gone)).not.toMatch(/bob/);
    const entries = await timeline('apex', bobs);
    expect(entries.filter(({ type }) => type === 'attributed').map(({ words }) => words)).toEqual([
      'Credited to another partner: the latest click that counted.',
      'Moved to you: the latest click that counted.',
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/\bada\b/);
  });

  it('credited to nobody is told to admins', async () => {
    await happen(
      { type: 'customer.signed_up', at: day(3), data: { customer: { id: 'oslo', email: 'o@oslo.dev' } } },
      {
        type: 'payment.succeeded',
        at: day(4),
        data: { customerId: 'oslo', paymentId: 'p-oslo', amount: '9900', currency: 'USD' },
      },
    );
    const entries = await timeline('oslo', admin);
    expect(entries.find(({ type }) => type === 'earned_nothing')).toMatchObject({
      words: 'The customer is credited to nobody.',
      change: expect.stringMatching(/click/),
    });
    const { id } = await db.customer.findUniqueOrThrow({ where: { externalId: 'oslo' } });
    expect((await call('GET', `/customers/${id}/timeline`, { key: adas })).status).toBe(404);
  });
});

describe('random programs', () => {
  const seeds = Array.from({ length: Number(process.env.PROGRAMS ?? 4) }, (_, n) => n + 11);

  it.each(seeds)(
    'program %i: each commission of the books is explained to the cent',
    { timeout: 120_000 },
    async (seed) => {
      await truncateAll();
      const program = randomProgram(seed);
      await setClock({ at: Date.parse(program.until), running: false });
      await writePartnersAndClicks(program);
      await deliver(program, program.events);
      await applyEvents();
      await settleDue();
      const { key } = await adminKey();
      const rows = await db.commission.findMany({ where: { withdrawnAt: null } });
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        const body = await explained(row.id, key);
        expect(body.inBooks, row.id).toBe(true);
        const { lines } = stepOf(body, 'arithmetic') as unknown as {
          lines: Array<{ kind: string; amount: { amount: string } }>;
        };
        const total = lines.find(({ kind }) => kind === 'total')?.amount.amount;
        expect(total, row.id).toBe(String(row.amount - row.reversed));
        const taken = body.steps
          .filter(({ step }: ShownStep) => step === 'reversal')
          .reduce(
            (sum: bigint, { difference }: { difference: { amount: string } }) =>
              sum + BigInt(difference.amount),
            0n,
          );
        expect(taken, row.id).toBe(row.reversed);
      }
      const skips = await db.skip.count({ where: { customerId: { not: null } } });
      let told = 0;
      for (const { externalId } of await db.customer.findMany()) {
        const entries = await timeline(externalId, key);
        told += entries.filter(
          ({ type, words }) => type === 'earned_nothing' && /^[A-Z][a-z ]+: /.test(words),
        ).length;
        for (const { type, change } of entries)
          if (type === 'earned_nothing' || type === 'not_earned_yet') expect(change).toMatch(/\.$/);
      }
      expect(told).toBe(skips);
    },
  );
});
