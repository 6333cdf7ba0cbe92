import type { Attempt } from '~/domain/payout/attempt';
import { LEASE_MS, nextMove } from '~/domain/payout/attempt';
import {
  attemptUnknown,
  beginTry,
  claimDuePayout,
  countInMotion,
  insertAttempt,
  latestAttempt,
} from '~/domain/payout/attempt-book.server';
import { lockPayout, movePayout } from '~/domain/payout/payout-book.server';
import type { Payout, PayoutAttempt } from '~/generated/prisma/client';
import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import { now as programNow } from '~/platform/clock.server';
import { log } from '~/platform/log.server';
import {
  createTransfer,
  findTransfersByGroup,
  type StripeAnswer,
  stripeClient,
} from '~/platform/stripe.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { presentState } from './payout-manifest.server';
import { sealPayout } from './seal-books.server';
import { failPayout, hold, holdPayout, type SettleOutcome, settlePayout } from './settle-payout.server';

/** Payouts being sent at the same time by one process. */
const LANES = 4;
/** A run ends after this long: whoever moves the clock waits for it. The next run goes on. */
const RUN_MS = 30_000;
/** Tries of one payout while somebody waits for the work to be done; then a person is asked. */
const IMPATIENT_TRIES = 3;
const IMPATIENT_PAUSE_MS = 200;

export interface SendOptions {
  /** machine time: Stripe remembers keys for real hours */
  machineNow?: () => Instant;
}

interface Claim {
  payout: Payout;
  attempt: PayoutAttempt;
  move: 'call' | 'look_up';
  tries: number;
  leaseEnds: Instant;
}

/**
 * Sends what is approved and goes on with what was begun, in this or another process (protocol P, reliability.md section 2): the intent is
 * stored and committed, then Stripe is called with its key, then the answer is stored. Killed anywhere in between, the same key with the same
 * parameters is sent again, or the transfer looked up: it reaches Stripe at most once. Safe to run anywhere, any number of times.
 * @returns how many payouts were taken
 */
export async function sendDuePayouts(options: SendOptions = {}): Promise<number> {
  if (!stripeClient()) return 0;
  return new Run(options.machineNow ?? Date.now, false).go();
}

/**
 * The same, until every payout is done or waits for a person: for whoever moves the sandbox clock. A try without an answer is repeated at
 * once; after a few, a person must look.
 * @returns how many tries were made
 */
export async function drainPayouts(options: SendOptions = {}): Promise<number> {
  if (!stripeClient()) return 0;
  const machineNow = options.machineNow ?? Date.now;
  const run = new Run(machineNow, true);
  // A try of a process that died is taken over when its lease ends.
  const deadline = machineNow() + RUN_MS + LEASE_MS;
  let taken = await run.go();
  while ((await transaction(countInMotion)) > 0 && machineNow() < deadline) {
    await pause(IMPATIENT_PAUSE_MS);
    taken += await run.go();
  }
  return taken;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One look at everything that is due. */
class Run {
  private taken = 0;
  private readonly triesOf = new Map<string, number>();

  constructor(
    private readonly machineNow: () => Instant,
    private readonly impatient: boolean,
  ) {}

  async go(): Promise<number> {
    this.taken = 0;
    const ends = Date.now() + RUN_MS;
    await Promise.all(Array.from({ length: LANES }, () => this.lane(ends)));
    return this.taken;
  }

  private async lane(ends: Instant): Promise<void> {
    while (Date.now() < ends) {
      const claim = await transaction((tx) => this.claim(tx));
      if (claim === 'none') return;
      this.taken += 1;
      if (claim !== 'held') await this.attempt(claim);
    }
  }

  private async attempt(claim: Claim): Promise<void> {
    const outcome = await this.act(claim);
    const tries = (this.triesOf.get(claim.payout.id) ?? 0) + 1;
    this.triesOf.set(claim.payout.id, tries);
    if (!this.impatient || outcome !== 'unknown') return;
    if (tries < IMPATIENT_TRIES) return pause(IMPATIENT_PAUSE_MS * 2 ** tries);
    await holdPayout(claim.payout.id, 'Stripe does not answer. Nothing is lost: send it again.');
  }

  /** The first transaction: takes a payout and stores the intent. */
  private async claim(tx: Tx): Promise<Claim | 'none' | 'held'> {
    const now = this.machineNow();
    const id = await claimDuePayout(tx, { now, impatient: this.impatient });
    const payout = id === undefined ? undefined : await lockPayout(tx, id);
    if (!payout) return 'none';
    if (payout.status === 'approved' && !(await begin(tx, payout))) return 'held';
    const attempt = await latestAttempt(tx, payout.id);
    invariant(attempt, 'what is being sent has an intent');
    const move = nextMove(attemptState(attempt), now);
    const tries = await beginTry(tx, attempt, { now, calls: move === 'call' });
    return { payout, attempt, move, tries, leaseEnds: now + LEASE_MS };
  }

  /** The call, outside of any transaction, and the second transaction with its answer. */
  private async act(claim: Claim): Promise<SettleOutcome | 'unknown'> {
    const { payout, attempt, tries } = claim;
    // Stopped between storing and calling for so long that another worker took over: that one calls.
    if (claim.move === 'call' && this.machineNow() >= claim.leaseEnds) return 'nothing';
    if (claim.move === 'look_up') return this.lookUp(claim);
    const answer = await createTransfer({
      amount: attempt.amount,
      currency: attempt.currency,
      destination: attempt.destination,
      group: payout.id,
      idempotencyKey: attempt.idempotencyKey,
      metadata: { payoutId: payout.id, partnerId: payout.partnerId },
    });
    if (answer.outcome === 'ok') return settlePayout(payout.id, answer.value);
    if (answer.outcome === 'refused') {
      const { code, reason: message } = answer;
      return failPayout(payout.id, { attemptId: attempt.id, tries, code, message });
    }
    return this.unknown(claim, answer);
  }

  private async lookUp(claim: Claim): Promise<SettleOutcome | 'unknown'> {
    const { payout } = claim;
    const answer = await findTransfersByGroup(payout.id);
    if (answer.outcome !== 'ok') return this.unknown(claim, answer);
    const [transfer, second] = answer.value;
    if (second) return holdPayout(payout.id, `Stripe has ${answer.value.length} transfers of this payout.`);
    if (transfer) return settlePayout(payout.id, transfer);
    return holdPayout(
      payout.id,
      'Stripe knows no transfer of this payout, and its first request is too old to repeat. Send it again.',
    );
  }

  private async unknown(
    { payout, attempt, tries }: Claim,
    answer: Exclude<StripeAnswer<unknown>, { outcome: 'ok' }>,
  ): Promise<'unknown'> {
    const error = answer.outcome === 'not_configured' ? 'Stripe is not configured' : answer.reason;
    const saved = answer.outcome === 'unknown' && answer.saved;
    log.warn({ payoutId: payout.id, tries, error }, 'a transfer has no answer yet');
    const now = this.machineNow();
    await transaction((tx) => attemptUnknown(tx, attempt.id, { tries, error, saved, now }));
    return 'unknown';
  }
}

function attemptState(attempt: PayoutAttempt): Attempt {
  return { firstCalledAt: attempt.calledAt?.getTime() ?? null, lookUpFirst: attempt.lookUpFirst };
}

/**
 * From approved to sending, with the intent; unless something changed since the approval, which a person must see.
 * @returns false when it waits for a person now
 */
async function begin(tx: Tx, payout: Payout): Promise<boolean> {
  const present = await presentState(tx, payout);
  const obstacle = !present.unchanged
    ? 'A commission in it or the payout account changed after the approval. Reject it; the partner can ask again.'
    : present.partnerActive
      ? null
      : 'The partner is not active any more.';
  if (obstacle !== null) {
    await hold(tx, payout, obstacle);
    return false;
  }
  const { id: payoutId, amount, currency, destination } = payout;
  const at = programNow();
  await movePayout(tx, payoutId, 'send', {});
  await insertAttempt(tx, { payoutId, amount, currency, destination }, { number: 1, at });
  await sealPayout(tx, payoutId, at);
  return true;
}
