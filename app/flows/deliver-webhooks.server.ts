import {
  type Claim,
  claimDelivery,
  nextDeliveryAfter,
  SENDING_LEASE_MS,
  saveTry,
} from '~/domain/webhooks/deliveries.server';
import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import { now as programNow } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { log } from '~/platform/log.server';
import { transaction } from '~/platform/transaction.server';
import { sendWebhook } from '~/platform/webhook-sender.server';

/** Sent at the same time by one process. */
const LANES = 4;
/** A run ends after this long; the next goes on. */
const RUN_MS = 30_000;

export interface DeliverOptions {
  /** machine time */
  machineNow?: () => Instant;
  /** takes over at once what a process that has ended was sending */
  impatient?: boolean;
  /** how long an answer is waited for, milliseconds */
  patienceMs?: number;
}

/**
 * Sends what is due: claimed and committed first, then sent, then the answer stored. Killed in between, it is sent again with the same
 * `webhook-id`: a receiver may get it twice, never not at all (ADR-0110). Safe to run anywhere, any number of times.
 * @returns how many tries were made
 */
export async function deliverWebhooks(options: DeliverOptions = {}): Promise<number> {
  if (!env.productOut) return 0;
  const machineNow = options.machineNow ?? Date.now;
  // Leases of this run's own lanes end later than those given before it.
  const before = machineNow() + SENDING_LEASE_MS;
  const leasesBefore = () => (options.impatient ? before : machineNow());
  const ends = Date.now() + RUN_MS;
  let tried = 0;
  const lane = async () => {
    while (Date.now() < ends) {
      const times = { now: programNow(), machineNow: machineNow(), leasesBefore: leasesBefore() };
      const claim = await transaction((tx) => claimDelivery(tx, times));
      if (!claim) return;
      tried += 1;
      await deliver(claim, times.now, options.patienceMs);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return tried;
}

/** The same for whoever moves the clock: no other process works then, so that what looks as if it were being sent is not. */
export const drainWebhooks = (): Promise<number> => deliverWebhooks({ impatient: true });

/** When a delivery is tried next by itself after an instant: whoever moves the clock stops there. Never is infinitely late. */
export async function nextWebhookAt(after: Instant): Promise<Instant> {
  if (!env.productOut) return Number.POSITIVE_INFINITY;
  return transaction((tx) => nextDeliveryAfter(tx, after));
}

/** The call, outside of any transaction, and the transaction with its answer. */
async function deliver(claim: Claim, at: Instant, patienceMs?: number): Promise<void> {
  const { delivery, number } = claim;
  const message = { id: delivery.id, body: delivery.body, ...targetOf(claim) };
  const answer = await sendWebhook(message, patienceMs === undefined ? {} : { patienceMs });
  const outcome = await transaction((tx) => saveTry(tx, claim, { at, ...answer }));
  if (outcome === 'delivered') return;
  const { status, error } = answer;
  log.warn({ delivery: delivery.id, number, status, error, outcome }, 'a webhook was not delivered');
}

/** The product's address and secret are the operator's settings, which may have changed since the message was queued. */
function targetOf({ partnerId }: Claim): { url: string; secret: string } {
  invariant(partnerId === null && env.productOut, 'only the product is told');
  return env.productOut;
}
