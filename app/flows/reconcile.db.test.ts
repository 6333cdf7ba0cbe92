import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StripeProgram } from '~/test-support/builders/stripe-program';
import { ownerPool } from '~/test-support/db';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { reconcileNow } = await import('./reconcile.server');
const { applyStripeEvents, receiveStripeEvent } = await import('./receive-stripe-event.server');
const { settleDue } = await import('./settle.server');
const { isAllRight } = await import('~/domain/reconciliation/finding');
const { listFindings } = await import('~/domain/reconciliation/reconciliations.server');
const { setClock } = await import('~/platform/clock.server');
const { buildStripeProgram, deliveredBody } = await import('~/test-support/builders/stripe-program');
const { db } = await import('~/platform/db.server');

// RECONCILE_CUSTOMERS=10000 RECONCILE_PLANTED=200 is the proof of docs/evidence.md.
const customers = Number(process.env.RECONCILE_CUSTOMERS ?? 200);
const planted = Number(process.env.RECONCILE_PLANTED ?? 20);
const seed = Number(process.env.RECONCILE_SEED ?? 20_261_122);
const LONG = 3_600_000;

let program: StripeProgram;

async function run(options: { repair?: boolean } = {}) {
  const began = Date.now();
  const result = await reconcileNow({ origin: 'command', by: null, ...options }, () => {});
  if (result.outcome !== 'ended') throw new Error(result.outcome);
  const findings = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listFindings(null, result.run.id, { limit: 200, ...(cursor ? { cursor } : {}) });
    findings.push(...page.data);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return { run: result.run, findings, ms: Date.now() - began };
}

type Findings = Awaited<ReturnType<typeof run>>['findings'];
const differences = (findings: Findings) =>
  findings.filter(({ outcome }) => outcome !== 'noted').map(({ kind, subject }) => `${kind} ${subject.id}`);
const expected = () => program.planted.flatMap(({ findings }) => findings).sort();

/** Everything the books hold, as one fingerprint; of the ledger up to a transaction. */
async function fingerprint(upTo?: bigint): Promise<string> {
  const { rows } = await ownerPool.query<{ print: string }>(
    `select md5(coalesce((select string_agg(t::text, '|' order by id) from ledger_transaction t where id <= $1), '')
      || coalesce((select string_agg(e::text, '|' order by transaction_id, line) from ledger_entry e where transaction_id <= $1), '')
      || coalesce((select string_agg(p::text, '|' order by id) from payment p where $2), '')
      || coalesce((select string_agg(r::text, '|' order by id) from refund r where $2), '')
      || coalesce((select string_agg(b::text, '|' order by partner_id) from partner_balance b where $2), '')
      || coalesce((select string_agg(c::text, '|' order by id) from commission c where $2), '')) as print`,
    [upTo === undefined ? Number.MAX_SAFE_INTEGER : Number(upTo), upTo === undefined],
  );
  return rows[0]?.print ?? '';
}

const newest = async () => (await db.ledgerTransaction.aggregate({ _max: { id: true } }))._max.id ?? 0n;

const commissionsOf = (customer: string) =>
  db.commission.findMany({ where: { customer: { externalId: customer }, withdrawnAt: null } });

beforeAll(async () => {
  program = await buildStripeProgram(stripe.gateway, { seed, customers, planted });
  await setClock({ at: program.until, running: false });
  await settleDue();
}, LONG);

describe(`${customers} customers, ${planted} planted differences, seed ${seed}`, () => {
  let before: string;
  let fence: bigint;

  it(
    'found and left, when it is told to change nothing: the test would see a repair that does not happen',
    async () => {
      before = await fingerprint();
      fence = await newest();
      const { run: ended, findings } = await run({ repair: false });
      expect(differences(findings).sort()).toEqual(expected());
      expect(new Set(findings.map(({ outcome }) => outcome))).toEqual(new Set(['left']));
      expect(isAllRight(ended)).toBe(false);
      expect(await fingerprint()).toBe(before);
    },
    LONG,
  );

  it(
    'finds all of them and repairs them by new entries',
    async () => {
      const old = await fingerprint(fence);
      const { run: ended, findings, ms } = await run();
      console.log(
        `reconciled ${customers} customers in ${ms} ms: ${differences(findings).length} differences`,
      );
      expect(differences(findings).sort()).toEqual(expected());
      const repairs = findings.filter(({ outcome }) => outcome !== 'noted');
      expect(new Set(repairs.map(({ outcome }) => outcome))).toEqual(new Set(['repaired']));
      expect(ended).toMatchObject({ state: 'done', reason: null });
      expect(isAllRight(ended)).toBe(true);
      // nothing that stood was touched
      expect(await fingerprint(fence)).toBe(old);
      expect(await newest()).toBeGreaterThan(fence);
    },
    LONG,
  );

  it('early churn has reversed, and an upgraded account has earned the next tier', async () => {
    const of = (loss: string) =>
      program.planted.filter((one) => one.loss === loss).map(({ customer }) => customer);
    expect(of('early_churn').length).toBeGreaterThan(0);
    for (const customer of of('early_churn')) {
      const earned = await commissionsOf(customer);
      expect(earned.length).toBeGreaterThan(0);
      expect(new Set(earned.map(({ status }) => status))).toEqual(new Set(['reversed']));
    }
    for (const customer of of('upgrade')) {
      const next = (await commissionsOf(customer)).filter(({ basis }) => basis === 90_000n);
      expect(next.map(({ rewardKey, uncapped }) => [rewardKey, uncapped])).toEqual([['tier-3', 13_500n]]);
    }
    for (const customer of of('lost_dispute')) {
      const paid = await db.payment.findFirstOrThrow({
        where: { customer: { externalId: customer } },
        orderBy: { at: 'asc' },
        include: { disputes: true, commissions: true },
      });
      expect(paid.disputes).toMatchObject([{ outcome: 'lost' }]);
      for (const { status } of paid.commissions) expect(status).toBe('reversed');
    }
  });

  it(
    'a second run right after finds nothing',
    async () => {
      const after = await fingerprint();
      const { run: ended, findings } = await run();
      expect(findings).toEqual([]);
      expect(isAllRight(ended)).toBe(true);
      expect(await fingerprint()).toBe(after);
    },
    LONG,
  );

  it(
    'the webhooks that come after all change nothing',
    async () => {
      const after = await fingerprint();
      let number = 0;
      for (const sent of program.planted.flatMap(({ lost }) => lost)) {
        const externalId = `evt_late_${number++}`;
        const { type, at } = sent;
        await receiveStripeEvent({
          externalId,
          type,
          at,
          body: deliveredBody(externalId, sent),
          status: 'received',
        });
      }
      await applyStripeEvents();
      await settleDue();
      expect(await fingerprint()).toBe(after);
      expect((await run()).findings).toEqual([]);
    },
    LONG,
  );
});
