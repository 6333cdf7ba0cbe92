import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import {
  type ReconciliationView,
  type StepReport,
  stepsAhead,
  stripeSteps,
} from '~/domain/reconciliation/finding';
import {
  finishReconciliation,
  getReconciliation,
  insertReconciliation,
  type NewReconciliation,
  unfinishedReconciliations,
} from '~/domain/reconciliation/reconciliations.server';
import type { Reconciliation } from '~/generated/prisma/client';
import { type Instant, utcMonth } from '~/kernel/time';
import { unlessUnderWay } from '~/platform/background-work.server';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { log } from '~/platform/log.server';
import { isOutage } from '~/platform/outage.server';
import { wake } from '~/platform/queue.server';
import { transaction } from '~/platform/transaction.server';
import { applyEvents } from './apply-events.server';
import { applyStripeEvents } from './receive-stripe-event.server';
import { compareBooks } from './reconcile-books.server';
import { ledgerFence, settleRepairs } from './reconcile-commissions.server';
import { compare } from './reconcile-comparison.server';
import { creditNotes } from './reconcile-credit-notes.server';
import { disputes } from './reconcile-disputes.server';
import { checkouts, payments } from './reconcile-payments.server';
import { refunds } from './reconcile-refunds.server';
import { type OnProgress, Run, StripeUnreachable } from './reconcile-run.server';
import { subscriptions } from './reconcile-subscriptions.server';
import { compareTransfers } from './reconcile-transfers.server';
import { settleDue } from './settle.server';

/** A number of our own among the advisory locks: one run at a time, in any process. */
const RECONCILING = 71_010;

export interface Wanted {
  origin: Exclude<ReconciliationView['origin'], 'schedule'>;
  /** who asked; null: the operator at the command line */
  by: AdminScope | null;
  /** false: differences are found and left */
  repair?: boolean;
  /** only what Stripe made at or after it */
  since?: Instant | null;
}

export type RequestResult = { outcome: 'requested'; id: string } | { outcome: 'under_way'; id: string };

/** Asks for a run; the worker does it. While one is not over no other is taken. */
export async function requestReconciliation(wanted: Wanted): Promise<RequestResult> {
  const requested = await transaction((tx) => insertRequested(tx, wanted));
  if (requested.outcome === 'requested') await wake('reconcile');
  return requested;
}

async function insertRequested(
  tx: Parameters<typeof insertReconciliation>[0],
  { origin, by, repair = true, since = null }: Wanted,
): Promise<RequestResult> {
  const at = now();
  const [running] = await unfinishedReconciliations(tx);
  if (running) return { outcome: 'under_way', id: running.id };
  const row: NewReconciliation = { origin, requestedBy: by?.userId ?? null, repair, since, at };
  const id = await insertReconciliation(tx, row);
  if (id === null) return { outcome: 'under_way', id: (await unfinishedReconciliations(tx))[0]?.id ?? '' };
  await recordAudit(tx, {
    at,
    actor: by,
    action: 'reconciliation.requested',
    subject: { type: 'reconciliation', id },
    detail: { repair },
  });
  return { outcome: 'requested', id };
}

/** The monthly one, for the instant it was due at (domain.md section 10); the month has one, however often this runs. */
export async function requestMonthlyReconciliation(due: Instant): Promise<void> {
  await transaction((tx) => insertReconciliation(tx, { origin: 'schedule', month: utcMonth(due), at: due }));
  await wake('reconcile');
}

/**
 * Does every run that was asked for and is not over, the oldest first; one that was killed is done again from the beginning: what it repaired
 * is there, so nothing is found twice. Where another process works on them there is nothing to do here.
 * @returns how many ended
 */
export async function runReconciliations(): Promise<number> {
  const [waiting] = await unfinishedReconciliations();
  if (!waiting) return 0;
  const ran = await unlessUnderWay(RECONCILING, async () => {
    let ended = 0;
    for (const row of await unfinishedReconciliations()) {
      await reconcile(row, () => {});
      ended += 1;
    }
    return ended;
  });
  return ran.outcome === 'ran' ? ran.value : 0;
}

export type ReconcileResult = { outcome: 'ended'; run: ReconciliationView } | { outcome: 'under_way' };

/** Asks for a run and does it here: for the command line. One that was asked for and not begun, or was killed, is done first. */
export async function reconcileNow(wanted: Wanted, onProgress: OnProgress): Promise<ReconcileResult> {
  const ran = await unlessUnderWay(RECONCILING, async () => {
    for (const left of await unfinishedReconciliations()) await reconcile(left, onProgress);
    const requested = await transaction((tx) => insertRequested(tx, wanted));
    if (requested.outcome === 'under_way') return null;
    const row = await db.reconciliation.findUniqueOrThrow({ where: { id: requested.id } });
    return reconcile(row, onProgress);
  });
  if (ran.outcome === 'under_way' || ran.value === null) return { outcome: 'under_way' };
  return { outcome: 'ended', run: ran.value };
}

/** One run from the beginning to its end, whatever it is. @throws when the database is out of reach: the run is then still to be done */
async function reconcile(row: Reconciliation, onProgress: OnProgress): Promise<ReconciliationView> {
  const { id, repair, since } = row;
  const run = new Run(id, repair, since?.getTime() ?? null, stepsAhead(), onProgress);
  const end = await attempt(run, row).catch((error: unknown) => {
    if (isOutage(error)) throw error;
    log.error({ err: error, reconciliation: id }, 'a reconciliation broke off');
    const reason = `It broke off: ${error instanceof Error ? error.message.slice(0, 500) : 'unknown error'}`;
    return { state: 'failed' as const, reason };
  });
  await finishReconciliation(id, { ...end, steps: run.steps, at: now() });
  const ended = await getReconciliation(null, id);
  if (!ended) throw new Error(`${id} is kept`);
  return ended;
}

async function attempt(
  run: Run,
  { origin }: Reconciliation,
): Promise<{ state: 'done' | 'failed'; reason: string | null }> {
  // What has arrived counts first: it is not missing.
  await applyEvents();
  await applyStripeEvents();
  await settleDue();
  const fence = await ledgerFence();
  const reason = await compareWithStripe(run, origin === 'schedule');
  await settleRepairs(run, fence);
  await compareBooks(run);
  const isIncomplete = run.steps.some(({ state }) => state === 'incomplete');
  return { state: isIncomplete ? 'failed' : 'done', reason };
}

const NOT_CONFIGURED =
  'Stripe is not configured, so nothing was compared with it: set STRIPE_SECRET_KEY and the webhook secrets.';

/** @returns why Stripe's part was left out or broken off; null when it was done */
async function compareWithStripe(run: Run, byItself: boolean): Promise<string | null> {
  if (!env.stripe) {
    // A program without Stripe is complete without it; whoever asks for a comparison is told that there was none.
    await leaveOut(run, byItself ? 'skipped' : 'incomplete', NOT_CONFIGURED);
    return NOT_CONFIGURED;
  }
  try {
    await compare(run, checkouts);
    await compare(run, payments);
    await compare(run, refunds);
    await compare(run, creditNotes);
    await compare(run, disputes);
    await compare(run, subscriptions);
    await compareTransfers(run);
    return null;
  } catch (error) {
    if (!(error instanceof StripeUnreachable)) throw error;
    const reason = `Stripe could not be asked: ${error.message}`;
    await leaveOut(run, 'incomplete', reason);
    return reason;
  }
}

async function leaveOut(run: Run, state: StepReport['state'], reason: string): Promise<void> {
  const open = run.steps.filter(({ step, state }) => stripeSteps.includes(step) && state !== 'done');
  for (const { step } of open) await run.note(step, { state, reason });
  const [first] = open;
  if (state !== 'incomplete' || !first) return;
  await run.found(first.step, [
    {
      kind: 'stripe_incomplete',
      severity: 'error',
      outcome: 'needs_person',
      subject: { type: 'stripe', id: first.step },
      message: `${reason.replace(/\.$/, '')}. What Stripe has beyond this point is not known: run it again.`,
      amount: null,
      currency: null,
    },
  ]);
}
