import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { beginRun } = await import('~/test-support/begin-run');
const { steps } = await import('~/test-support/model-commands');
const { ledgerProblems } = await import('~/test-support/stored-books');

// The full count: MODEL_RUNS=200 npx vitest run --project db app/flows/model-based.db.test.ts (MODEL_SEED to repeat one)
const numRuns = Number(process.env.MODEL_RUNS ?? 3);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000_000);
const maxCommands = Number(process.env.MODEL_COMMANDS ?? 60);

/** Any steps, taken by the flows and by the model, lead to the same books. */
function agreement(lost: Parameters<typeof beginRun>[0] = null, onEnd = (_steps: number) => {}) {
  return fc.asyncProperty(fc.commands(steps, { maxCommands, size: 'max' }), async (commands) => {
    const run = await beginRun(lost);
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
