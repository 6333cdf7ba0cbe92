import type { Freeze } from '~/domain/qualification/payment';
import { divideHalfUp, greatest, type MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { Claim, Reversal } from './claim';

export type CommissionStatus = 'accrued' | 'vested' | 'released' | 'reversed';

/** What must stand in the ledger because of a commission: one entry a movement, dated by the rules, not by the job. */
export interface Movement {
  kind: 'vest' | 'release' | 'reverse';
  at: Instant;
  /** change of the partner's pending and available; the rest is commission expense */
  pending: MinorUnits;
  available: MinorUnits;
}

/** A commission as of an instant (domain.md section 7). `paid` is added by the payout that carries it. */
export interface CommissionState {
  amount: MinorUnits;
  reversed: MinorUnits;
  status: CommissionStatus;
  vestedAt: Instant | null;
  releasedAt: Instant | null;
  /** when it will be released as far as is known; null when it waits for sustained or a dispute, or is done */
  releaseDueAt: Instant | null;
  reversedAt: Instant | null;
  reversalReason: Reversal['reason'] | null;
  frozen: boolean;
  movements: Movement[];
}

/** The first instant at or after `from` at which nothing is open; null while something stays open (ADR-0026). */
function firstThawed(from: Instant, freezes: readonly Freeze[]): Instant | null {
  let at = from;
  for (;;) {
    const open = freezes.find((freeze) => freeze.from <= at && (freeze.to === null || at < freeze.to));
    if (!open) return at;
    if (open.to === null) return null;
    at = open.to;
  }
}

/** The later of the hold's end and sustained, and the end of every dispute open then (domain.md section 7). */
export function releaseInstant(claim: Claim): Instant | null {
  if (claim.heldUntil === null || claim.sustainedAt === null) return null;
  return firstThawed(Math.max(claim.heldUntil, claim.sustainedAt), claim.freezes);
}

/** What is taken back from an instant on, cumulated. */
export interface ReversalStep {
  at: Instant;
  reversed: MinorUnits;
  total: boolean;
  reason: Reversal['reason'];
  /** what of the slice's basis is gone by then; says nothing when total */
  refundedOfSlice: MinorUnits;
}

/** Cumulated: half_up(amount x refunded of the slice / slice basis), everything when total; never less than before. */
export function reversalSteps(claim: Claim, amount: MinorUnits, asOf: Instant): ReversalStep[] {
  let reversed = 0n;
  return claim.reversals
    .map((reversal) => ({ ...reversal, at: Math.max(reversal.at, claim.accruedAt) }))
    .filter((reversal) => reversal.at <= asOf)
    .sort((a, b) => a.at - b.at)
    .map(({ at, total, reason, refundedOfSlice }) => {
      const target = total
        ? amount
        : claim.basis === null || claim.basis === 0n
          ? 0n
          : divideHalfUp(amount * refundedOfSlice, claim.basis);
      reversed = greatest(reversed, target);
      return { at, reversed, total, reason, refundedOfSlice };
    });
}

/**
 * The state of a commission as of an instant, and the movements that bring the ledger there.
 * @param amount after caps, at most claim.uncapped
 */
export function lifeOf(claim: Claim, amount: MinorUnits, asOf: Instant): CommissionState {
  const steps = reversalSteps(claim, amount, asOf);
  const end = steps.find((step) => step.total || (amount > 0n && step.reversed === amount));
  const vests = claim.vestedAt !== null && claim.vestedAt <= asOf && !(end && end.at < claim.vestedAt);
  const vestedAt = vests ? claim.vestedAt : null;
  const planned = vestedAt === null ? null : releaseInstant(claim);
  const released = planned !== null && planned <= asOf && !(end && end.at <= planned);
  const releasedAt = released ? planned : null;
  const reversed = steps.at(-1)?.reversed ?? 0n;
  const status = end ? 'reversed' : released ? 'released' : vestedAt !== null ? 'vested' : 'accrued';
  return {
    amount,
    reversed,
    status,
    vestedAt,
    releasedAt,
    releaseDueAt: end || released ? null : planned,
    reversedAt: end?.at ?? null,
    reversalReason: (end ?? steps.at(-1))?.reason ?? null,
    frozen:
      !end &&
      !released &&
      claim.freezes.some((freeze) => freeze.from <= asOf && (freeze.to === null || asOf < freeze.to)),
    movements: vestedAt === null ? [] : movementsOf({ amount, vestedAt, releasedAt, steps }),
  };
}

function movementsOf(life: {
  amount: MinorUnits;
  vestedAt: Instant;
  releasedAt: Instant | null;
  steps: ReversalStep[];
}): Movement[] {
  const movements: Movement[] = [{ kind: 'vest', at: life.vestedAt, pending: life.amount, available: 0n }];
  let reversed = 0n;
  let released = false;
  const release = () => {
    if (released || life.releasedAt === null) return;
    released = true;
    const left = life.amount - reversed;
    movements.push({ kind: 'release', at: life.releasedAt, pending: -left, available: left });
  };
  for (const step of life.steps) {
    // at one instant events come before what falls due: a reversal at the release instant takes from pending
    if (life.releasedAt !== null && step.at > life.releasedAt) release();
    const delta = step.reversed - reversed;
    reversed = step.reversed;
    const at = Math.max(step.at, life.vestedAt);
    movements.push(
      released
        ? { kind: 'reverse', at, pending: 0n, available: -delta }
        : { kind: 'reverse', at, pending: -delta, available: 0n },
    );
  }
  release();
  return movements.filter((movement) => movement.pending !== 0n || movement.available !== 0n);
}
