import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isAllRight } from '~/domain/reconciliation/finding';
import { getReconciliation } from '~/domain/reconciliation/reconciliations.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { reconcileNow, requestMonthlyReconciliation, runReconciliations } from './reconcile.server';

// a run looks at everything, on a machine that may have other things to do
vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => expect(env.stripe).toBeNull());

describe('a program without Stripe', () => {
  it('one that somebody asked for fails, says why, and has checked the books', async () => {
    const result = await reconcileNow({ origin: 'command', by: null }, () => {});
    if (result.outcome !== 'ended') throw new Error(result.outcome);
    const { run } = result;
    expect(run.state).toBe('failed');
    expect(run.reason).toMatch(/^Stripe is not configured/);
    expect(run.steps.find(({ step }) => step === 'payments')).toMatchObject({ state: 'incomplete' });
    expect(run.steps.find(({ step }) => step === 'books')).toMatchObject({ state: 'done' });
    expect(isAllRight(run)).toBe(false);
  });

  it('the monthly one leaves Stripe out, with the reason, and is done', async () => {
    await requestMonthlyReconciliation(Date.UTC(2026, 1, 2));
    expect(await runReconciliations()).toBe(1);
    const row = await db.reconciliation.findUniqueOrThrow({ where: { month: '2026-02' } });
    const run = await getReconciliation(null, row.id);
    expect(run).toMatchObject({ state: 'done', reason: expect.stringMatching(/^Stripe is not configured/) });
    expect(run?.steps.find(({ step }) => step === 'payments')).toMatchObject({ state: 'skipped' });
    expect(run && isAllRight(run)).toBe(true);
  });
});
