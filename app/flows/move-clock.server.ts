import type { Instant } from '~/kernel/time';
import { whileJobsRest } from '~/platform/background-work.server';
import { clockState, now, refreshClock, setClock } from '~/platform/clock.server';
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
 * /sandbox/clock). An equal `to` drains. It stops at every instant something recurs at. In between no stop is needed: what the rules derive is
 * dated by the facts, so that settling late gives the same books as settling at each instant (domain.md section 4).
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
    await standAt(from);
    for (;;) {
      const stop = await nextScheduleAt();
      if (stop > to) break;
      await standAt(stop);
    }
    if (now() < to) await standAt(to);
    return { outcome: 'moved', ...clockState() };
  });
}

async function standAt(at: Instant): Promise<void> {
  await setClock({ at, running: false });
  await runDueWork();
}

/** Lets the clock go on from where it is, as fast as real time. */
export function resumeClock(): Promise<ClockState> {
  return whileJobsRest(async () => {
    await refreshClock();
    await setClock({ at: now(), running: true });
    return clockState();
  });
}
