import { anchorHeads } from '~/flows/anchor-heads.server';
import { applyEvents } from '~/flows/apply-events.server';
import { deliverWebhooks } from '~/flows/deliver-webhooks.server';
import { jobsDue } from '~/flows/due-work.server';
import { applyStripeEvents } from '~/flows/receive-stripe-event.server';
import { runReconciliations } from '~/flows/reconcile.server';
import { forgetAddresses } from '~/flows/run-due-work.server';
import { runSchedules } from '~/flows/run-schedules.server';
import { sendDuePayouts } from '~/flows/send-payout.server';
import { settleDue } from '~/flows/settle.server';
import { sweepIdentity } from '~/flows/sweep-identity.server';
import { runConfigurationUpdates } from '~/flows/update-configurations.server';
import { unlessClockMoves } from '~/platform/background-work.server';
import { refreshClock } from '~/platform/clock.server';
import { log } from '~/platform/log.server';
import { sendDueMail } from '~/platform/mail.server';
import { JOBS, type JobName, startQueue, wake } from '~/platform/queue.server';

const HANDLERS: Record<JobName, () => Promise<unknown>> = {
  'apply-events': async () => {
    await applyEvents();
    await applyStripeEvents();
  },
  settle: settleDue,
  schedules: async () => {
    await runSchedules();
    await anchorHeads();
    await forgetAddresses();
  },
  'send-payouts': sendDuePayouts,
  reconcile: runReconciliations,
  'configuration-updates': runConfigurationUpdates,
  webhooks: deliverWebhooks,
  mail: sendDueMail,
};

const HEARTBEAT_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * A job as the queue runs it: not while the clock is moved, by the newest reading of the clock, and after failures with growing pauses,
 * because what failed stays due and would be found again each second.
 */
function guarded(job: JobName): () => Promise<void> {
  let failures = 0;
  let notBefore = 0;
  return async () => {
    if (Date.now() < notBefore) return;
    try {
      await unlessClockMoves(async () => {
        await refreshClock();
        await HANDLERS[job]();
      });
      failures = 0;
    } catch (error) {
      failures += 1;
      notBefore = Date.now() + Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures);
      throw error;
    }
  };
}

/** Wakes whatever has something due: due times pass without anybody's doing, and a wake-up may be lost. */
function startHeartbeat(): () => Promise<void> {
  let beat: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    beat = jobsDue()
      .then((jobs) => Promise.all(jobs.map((job) => wake(job))))
      .then(() => sweepIdentity())
      .then(
        () => {},
        (error) => log.warn({ error }, 'what is due could not be asked'),
      )
      .finally(() => {
        busy = false;
      });
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(timer);
    return beat;
  };
}

/**
 * Starts the jobs; any number of processes may. Boot (boot.server.ts) comes first.
 * @returns stops them and waits for those under way
 */
export async function startWorker(): Promise<() => Promise<void>> {
  const handlers = Object.fromEntries(JOBS.map((job) => [job, guarded(job)])) as Record<
    JobName,
    () => Promise<void>
  >;
  const stopQueue = await startQueue(handlers);
  const stopHeartbeat = startHeartbeat();
  // What recurs has no row to be found by before it ran once.
  await wake('schedules');
  return async () => {
    await stopHeartbeat();
    await stopQueue();
  };
}
