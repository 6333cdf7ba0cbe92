import type { z } from 'zod';
import { FUTURE_TOLERANCE_MS } from '~/domain/qualification/product-event';
import type { StripeEventType } from '~/domain/qualification/stripe-event';
import type { Finding, Severity, StepName } from '~/domain/reconciliation/finding';
import type { Repair } from '~/domain/reconciliation/repair';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import type { StripeAnswer } from '~/platform/stripe.server';
import { heldObjects, latestEvents, putThrough, type Repaired } from './reconcile-repair.server';
import { type Run, StripeUnreachable } from './reconcile-run.server';

/** What a difference is, before anything is done about it. */
export interface Difference {
  kind: string;
  subject: Finding['subject'];
  /** what was found, in words */
  found: string;
  amount: MinorUnits | null;
  currency: string | null;
  /** what brings it about, in order; none: only a person can tell what is right */
  repairs: Repair[];
  /** Stripe's event of these types is taken instead, if Stripe remembers it: it knows the instant */
  better?: readonly StripeEventType[];
}

/** An object of the batch by its id, as Stripe sent it. */
export type RawOf = (id: string) => unknown;

/** How Stripe's objects of one kind are compared with the books. */
export interface Comparison<T> {
  step: StepName;
  each: (since: Instant | null, take: (batch: unknown[]) => Promise<void>) => Promise<StripeAnswer<number>>;
  schema: z.ZodType<T>;
  idOf: (object: T) => string;
  /** when Stripe made it: what is dated later than the program's clock has not happened yet */
  madeAt: (object: T) => Instant;
  /** deliveries of these types that wait in the inbox hold what they are about */
  heldBy: { types: readonly StripeEventType[]; statuses: ReadonlyArray<'waiting' | 'ignored'> };
  /** asked for a batch at a time: a question or two to the database, not one for each object */
  differences: (objects: T[], rawOf: RawOf) => Promise<Difference[]>;
}

/**
 * Compares everything Stripe has of a kind with the books, repairs what can be repaired and keeps what was found.
 * @throws {StripeUnreachable} when Stripe does not answer; what was found before stays
 */
export async function compare<T>(run: Run, comparison: Comparison<T>): Promise<void> {
  const { step, each, heldBy } = comparison;
  await run.note(step, { state: 'running' });
  const held = await heldObjects(heldBy.types, heldBy.statuses);
  // Stripe's events are searched once, for all that want one
  const wanting: Difference[] = [];
  const keep = (finding: Finding) => run.found(step, [finding]);
  const answer = await each(run.since, async (batch) => {
    const { objects, rawOf, unreadable } = read(batch, comparison);
    const differences = await comparison.differences(objects, rawOf);
    const open = differences.filter(
      ({ repairs }) => repairs.length === 0 || !repairs.every(({ objectId }) => held.has(objectId)),
    );
    const plain = open.filter(({ better }) => better === undefined);
    wanting.push(...open.filter(({ better }) => better !== undefined));
    await run.found(step, unreadable);
    await repairAll(run, plain, keep);
    await run.looked(step, batch.length);
  });
  if (answer.outcome !== 'ok') throw new StripeUnreachable(reasonOf(answer));
  await repairAll(run, wanting, keep);
  await run.note(step, { state: 'done' });
}

export function reasonOf(answer: Exclude<StripeAnswer<unknown>, { outcome: 'ok' }>): string {
  return answer.outcome === 'not_configured' ? 'Stripe is not configured' : answer.reason;
}

function read<T>(batch: unknown[], { schema, idOf, madeAt }: Comparison<T>) {
  const latest = now() + FUTURE_TOLERANCE_MS;
  const raw = new Map<string, unknown>();
  const objects: T[] = [];
  const unreadable: Finding[] = [];
  for (const object of batch) {
    const { data, error } = schema.safeParse(object);
    if (error) unreadable.push(unreadableFinding(object));
    else if (madeAt(data) <= latest) {
      raw.set(idOf(data), object);
      objects.push(data);
    }
  }
  const rawOf: RawOf = (id) => raw.get(id);
  return { objects, rawOf, unreadable };
}

function unreadableFinding(object: unknown): Finding {
  const id = String((object as { id?: unknown } | null)?.id ?? 'unknown');
  return {
    kind: 'unreadable',
    severity: 'error',
    outcome: 'needs_person',
    subject: { type: 'stripe', id },
    message: `Stripe has ${id}, which this version of the portal cannot read: compare it by hand.`,
    amount: null,
    currency: null,
  };
}

/**
 * Repairs differences one after the other, in the order in which they were found.
 * @param keep is given each finding at once, so that a run that is killed has told what it did
 */
export async function repairAll(
  run: Run,
  differences: readonly Difference[],
  keep: (finding: Finding) => Promise<void>,
): Promise<void> {
  const sent = await betterEvents(run, differences);
  for (const difference of differences) {
    const outcomes: Repaired[] = [];
    for (const repair of difference.repairs) {
      outcomes.push(await putThrough(run, repair, sent.get(repair.objectId)));
    }
    await keep(findingOf(difference, outcomes));
  }
}

async function betterEvents(run: Run, differences: readonly Difference[]) {
  const wanting = run.repair ? differences.filter(({ better }) => better !== undefined) : [];
  const ids = new Set(wanting.flatMap(({ repairs }) => repairs.map(({ objectId }) => objectId)));
  return latestEvents([...new Set(wanting.flatMap(({ better }) => better ?? []))], ids);
}

/** The worst that happened to the repairs of one difference. */
function worst(outcomes: readonly Repaired[]): Repaired {
  const order = ['needs_person', 'waiting', 'left', 'repaired'] as const;
  const sorted = [...outcomes].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return sorted[0] ?? { outcome: 'needs_person', reason: null, known: false };
}

function findingOf(difference: Difference, outcomes: readonly Repaired[]): Finding {
  const { kind, subject, found, amount, currency } = difference;
  const repaired = worst(outcomes);
  const severity: Severity =
    repaired.outcome === 'needs_person' ? 'error' : waits(repaired) ? 'info' : 'warning';
  const message = `${found} ${whatWasDone(repaired, outcomes.length)}`;
  return { kind, severity, outcome: repaired.outcome, subject, message, amount, currency };
}

const waits = ({ outcome }: Repaired) => outcome === 'waiting';

function whatWasDone({ outcome, reason, known }: Repaired, repairs: number): string {
  switch (outcome) {
    case 'repaired':
      return 'It was fetched and recorded.';
    case 'left':
      return 'Nothing was changed.';
    case 'waiting':
      return reason === null
        ? 'Stripe did not answer for it; it is tried again.'
        : `It is kept in the inbox (${reason.replaceAll('_', ' ')}).`;
    case 'needs_person':
      if (repairs === 0) return 'Facts are never changed: a person must find out which is right.';
      if (known) return 'It was put through before and is still not in the books: look at its event.';
      return `It could not be recorded${reason === null ? '' : ` (${reason})`}: look at its event.`;
  }
}
