import { createInterface } from 'node:readline';
import { approvePayout } from '~/flows/approve-payout.server';
import { applyStripeEvents, receiveStripeEvent } from '~/flows/receive-stripe-event.server';
import { sendDuePayouts } from '~/flows/send-payout.server';
import { loadClock } from '~/platform/clock.server';
import { assertQueueReady } from '~/platform/queue.server';
import { startWorker } from '~/worker.server';
import { armKillPoint, type KillPoint, type PlantedBug } from './kill-points';

// A process that does one step of a payout and is killed in the middle of it: it runs the product's own flows, and reads what to do from
// its input, so that it can be started ahead.

/** What a victim is to do. */
export type Act =
  | { act: 'approve'; payoutId: string; adminUserId: string; at: number }
  | { act: 'send' }
  | { act: 'webhook'; externalId: string; type: string; body: string; at: number }
  | { act: 'work' };

export interface Orders {
  point: KillPoint;
  bug: PlantedBug | null;
  what: Act;
}

const acts = {
  approve: (what: Extract<Act, { act: 'approve' }>) => approvePayout({ ...what, keyId: null }),
  send: () => sendDuePayouts(),
  async webhook({ act: _, ...delivery }: Extract<Act, { act: 'webhook' }>) {
    await receiveStripeEvent({ ...delivery, status: 'received' });
    await applyStripeEvents();
  },
  async work() {
    await startWorker();
    await new Promise(() => {}); // until it is killed
  },
};

createInterface({ input: process.stdin }).once('line', async (line) => {
  const { point, bug, what } = JSON.parse(line) as Orders;
  armKillPoint(point, bug);
  await loadClock();
  await assertQueueReady();
  await (acts[what.act] as (what: Act) => Promise<unknown>)(what);
  process.stdout.write('survived\n', () => process.exit(0));
});
process.stdout.write('ready\n');
