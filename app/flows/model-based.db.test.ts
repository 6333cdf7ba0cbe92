import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { createRecipientAccount } = await import('~/platform/stripe-accounts.server');
const { onboardSandboxAccount } = await import('~/platform/stripe-sandbox.server');
const { setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { truncateAll } = await import('~/test-support/db');
const { writePartnersAndClicks } = await import('~/test-support/builders/program');
const { ModelRun } = await import('~/test-support/model-run');
const { steps } = await import('~/test-support/model-commands');
const { ledgerProblems } = await import('~/test-support/stored-books');

// The full count: MODEL_RUNS=200 npx vitest run --project db app/flows/model-based.db.test.ts (MODEL_SEED to repeat one)
const numRuns = Number(process.env.MODEL_RUNS ?? 3);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000_000);
const maxCommands = Number(process.env.MODEL_COMMANDS ?? 60);

const partners = [
  { handle: 'ada', kind: 'affiliate' as const, terms: 'developer' },
  { handle: 'bob', kind: 'affiliate' as const, terms: 'developer' },
  { handle: 'solo', kind: 'agency' as const, terms: 'agency' },
  { handle: 'mia', kind: 'affiliate' as const, terms: 'marketplace', rateBps: 1250 },
];

const accounts = new Map<string, Promise<string>>();

/** A partner's account at the Stripe-compatible server: it outlives the database of one run. */
function accountOf(handle: string): Promise<string> {
  const known = accounts.get(handle);
  if (known) return known;
  const made = (async () => {
    const recipient = { email: `${handle}@partner.test`, name: handle, country: 'US', partnerId: handle };
    const account = await createRecipientAccount({ ...recipient, idempotencyKey: `model:${handle}` });
    if (account.outcome !== 'ok') throw new Error('no account');
    await onboardSandboxAccount(account.value);
    return account.value;
  })();
  accounts.set(handle, made);
  return made;
}

async function begin(): Promise<void> {
  await truncateAll();
  await setClock({ at: Date.UTC(2026, 0, 1, 12), running: false });
  await writePartnersAndClicks({ partners, clicks: [], events: [], until: '' });
  for (const { handle } of partners)
    await db.partner.update({
      where: { id: handle },
      data: { stripeAccountId: await accountOf(handle), payable: true, automaticPayout: false },
    });
  for (const id of ['usr_one', 'usr_two'])
    await db.user.create({ data: { id, email: `${id}@program.test`, name: id, role: 'admin' } });
}

/** Any steps, taken by the flows and by the model, lead to the same books. */
function agreement(lost: ConstructorParameters<typeof ModelRun>[1] = null, onEnd = (_steps: number) => {}) {
  return fc.asyncProperty(fc.commands(steps, { maxCommands, size: 'max' }), async (commands) => {
    await begin();
    const run = new ModelRun(partners, lost);
    await fc.asyncModelRun(() => ({ model: run, real: run }), commands);
    await run.check();
    expect(await ledgerProblems()).toEqual([]);
    onEnd([...commands].length);
  });
}

describe('the flows and the second reading of the rules, step by step', () => {
  it(`agree whatever is done in whatever order (${numRuns} runs, seed ${seed})`, {
    timeout: numRuns * 120_000,
  }, async () => {
    process.stdout.write(`model-based test: seed ${seed}, ${numRuns} runs of up to ${maxCommands} steps\n`);
    let taken = 0;
    const property = agreement(null, (count) => {
      taken += count;
    });
    await fc.assert(property, { seed, numRuns, endOnFailure: process.env.MODEL_SHRINK === 'off' });
    process.stdout.write(`model-based test: ${taken} steps taken\n`);
  });

  it('do not, when payments are lost on the way', { timeout: 240_000 }, async () => {
    const { failed } = await fc.check(agreement('payment.succeeded'), {
      seed: 1,
      numRuns: 20,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
  });
});
