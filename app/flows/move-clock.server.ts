import type { Instant } from '~/kernel/time';
import { whileJobsRest } from '~/platform/background-work.server';
import { clockState, now, refreshClock, setClock } from '~/platform/clock.server';
import { moveSandboxStripe } from '~/platform/stripe-sandbox.server';
import { nextWebhookAt } from './deliver-webhooks.server';
import { runDueWork } from './run-due-work.server';
import { nextScheduleAt } from './run-schedules.server';

export interface ClockState {
  now: Instant;
  running: boolean;
}

export type MoveClockResult =
  | ({ outcome: 'moved' } & ClockState)
  /** the clock goes forward only */
  | ({ outcome: 'backward' } & ClockState);

/**
 * Moves the sandbox clock and does on the way, in order, everything that falls due; the clock then stands at `to` (contract.md,
 * /sandbox/clock). An equal `to` drains. It stops at every instant something recurs at, here or at the local Stripe-compatible server, whose
 * clock goes along: a subscription renews there, and what it sends is applied, while both clocks stand at that instant (ADR-0080). In between
 * no stop is needed: what the rules derive is dated by the facts, so that settling late gives the same books as settling at each instant
 * (domain.md section 4).
 *
 * No other process works meanwhile: jobs share a lock that this holds alone, so those under way end first and none begins, and every process
 * reads the clock again before its next job.
 * @throws when a job under way does not end, or one of the due jobs fails; the clock then stands where it failed
 */
export function moveClock(to: Instant): Promise<MoveClockResult> {
  return whileJobsRest(async () => {
    await refreshClock();
    const from = now();
    if (to < from) return { outcome: 'backward', ...clockState() };
    let renewal = await standAt(from);
    for (;;) {
      const stop = Math.min(await nextScheduleAt(), await nextWebhookAt(now()), renewal);
      if (stop > to) break;
      renewal = await standAt(stop);
    }
    if (now() < to) await standAt(to);
    return { outcome: 'moved', ...clockState() };
  });
}

/** @returns when something happens by itself at the local Stripe next; never is infinitely late */
async function standAt(at: Instant): Promise<Instant> {
  await setClock({ at, running: false });
  const next = await moveSandboxStripe({ at, running: false });
  await runDueWork();
  return next !== null && next > at ? next : Number.POSITIVE_INFINITY;
}

/** Lets the clock go on from where it is, as fast as real time. */
export function resumeClock(): Promise<ClockState> {
  return whileJobsRest(async () => {
    await refreshClock();
    await setClock({ at: now(), running: true });
    await moveSandboxStripe({ at: now(), running: true });
    return clockState();
  });
}
