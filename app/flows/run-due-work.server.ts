import { destroyOldSalts } from '~/domain/attribution/daily-salts.server';
import { invariant } from '~/kernel/invariant';
import { now } from '~/platform/clock.server';
import { sendDueMail } from '~/platform/mail.server';
import type { JobName } from '~/platform/queue.server';
import { anchorHeads } from './anchor-heads.server';
import { applyEvents } from './apply-events.server';
import { drainWebhooks } from './deliver-webhooks.server';
import { jobsToDrain } from './due-work.server';
import { applyStripeEvents } from './receive-stripe-event.server';
import { runReconciliations } from './reconcile.server';
import { runSchedules } from './run-schedules.server';
import { drainPayouts } from './send-payout.server';
import { settleDue } from './settle.server';
import { runConfigurationUpdates } from './update-configurations.server';

// Not a schedule, which a moved clock would have to stop for at every midnight.
export const forgetAddresses = () => destroyOldSalts(now());

/** In this order at every instant: events before what falls due (domain.md section 4), then what recurs, then what goes out. */
const STEPS: ReadonlyArray<{ job: JobName; run: () => Promise<number> }> = [
  { job: 'apply-events', run: async () => (await applyEvents()) + (await applyStripeEvents()) },
  { job: 'settle', run: settleDue },
  {
    job: 'schedules',
    run: async () => (await runSchedules()) + (await anchorHeads()) + (await forgetAddresses()),
  },
  { job: 'send-payouts', run: drainPayouts },
  { job: 'reconcile', run: runReconciliations },
  { job: 'configuration-updates', run: runConfigurationUpdates },
  { job: 'webhooks', run: drainWebhooks },
  { job: 'mail', run: sendDueMail },
];

// Each round does what the one before brought about; a job that always finds something has lost its "once".
const MOST_ROUNDS = 10_000;

/**
 * Does everything that is due by the program's clock, until nothing is: accepted events applied, customers settled, schedules run, approved
 * payouts and mail sent, the keys of past days' addresses destroyed. What must wait for a person, or for a later try, is not due.
 */
export async function runDueWork(): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await jobsToDrain();
    if (!(await runFirst(STEPS.filter(({ job }) => due.has(job))))) return;
  }
  invariant(false, `due work ends within ${MOST_ROUNDS} rounds`);
}

/** Runs the first step that finds something to do; what it brings about may come before what was due. @returns false when none did */
async function runFirst(steps: typeof STEPS): Promise<boolean> {
  for (const { run } of steps) if ((await run()) > 0) return true;
  return false;
}
