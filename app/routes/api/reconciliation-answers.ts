import type { z } from 'zod';
import type { FindingView, ReconciliationView } from '~/domain/reconciliation/finding';
import type { Finding, Reconciliation } from './operations/reconciliations';
import { iso, money } from './schema';

/** A run as the API's JSON. */
export function presentReconciliation(run: ReconciliationView): z.input<typeof Reconciliation> {
  const { counts, since, startedAt, finishedAt, ...rest } = run;
  return {
    ...rest,
    since: iso(since),
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    found: counts.bySeverity,
    done: counts.byOutcome,
  };
}

/** A finding as the API's JSON. */
export function presentFinding(finding: FindingView): z.input<typeof Finding> {
  const { amount, currency, at, ...rest } = finding;
  return {
    ...rest,
    atStake: amount === null || currency === null ? null : money(amount, currency),
    at: iso(at),
  };
}
