import { z } from 'zod';
import { monthlyValueOf } from '~/domain/qualification/stripe-facts';
import { Subscription } from '~/domain/qualification/stripe-objects';
import { type RecordedSubscription, subscriptionDifference } from '~/domain/reconciliation/difference';
import type { Repair } from '~/domain/reconciliation/repair';
import { formatMoney } from '~/kernel/money';
import { now } from '~/platform/clock.server';
import { pool } from '~/platform/db.server';
import { eachSubscription } from '~/platform/stripe-billing.server';
import type { Comparison, Difference } from './reconcile-comparison.server';

const MadeSubscription = Subscription.extend({ created: z.int().min(0) });
type MadeSubscription = z.output<typeof MadeSubscription>;

/** Subscriptions: begun, changed or ended at Stripe and not here (domain.md section 10, 1 and 3). */
export const subscriptions: Comparison<MadeSubscription> = {
  step: 'subscriptions',
  each: eachSubscription,
  schema: MadeSubscription,
  idOf: ({ id }) => id,
  madeAt: ({ created }) => created * 1000,
  heldBy: {
    types: [
      'customer.subscription.created',
      'customer.subscription.updated',
      'customer.subscription.deleted',
    ],
    statuses: ['waiting'],
  },
  differences: async (listed, rawOf) => {
    const recorded = await latestRecorded(listed.map(({ id }) => id));
    return listed.flatMap(
      (subscription) => difference(subscription, recorded.get(subscription.id), rawOf(subscription.id)) ?? [],
    );
  },
};

/** The last change of each by its own time; of one instant the last by id, as the rules take them. */
async function latestRecorded(ids: readonly string[]): Promise<Map<string, RecordedSubscription>> {
  const { rows } = await pool.query<RecordedSubscription & { id: string }>(
    `select distinct on (subscription_id) subscription_id as id, event_id as "eventId", status,
       monthly_value as "monthlyValue", currency
     from subscription_change where subscription_id = any($1)
     order by subscription_id, at desc, event_id desc`,
    [ids],
  );
  return new Map(rows.map(({ id, ...recorded }) => [id, recorded]));
}

function difference(
  subscription: MadeSubscription,
  recorded: RecordedSubscription | undefined,
  raw: unknown,
): Difference | null {
  const kind = subscriptionDifference(subscription, recorded);
  if (kind === null) return null;
  const { id, customer, status, currency, created, ended_at: endedAt } = subscription;
  const amount = monthlyValueOf(subscription);
  const begun: Repair = {
    type: 'customer.subscription.created',
    objectId: id,
    object: { ...(raw as object), status: 'active' },
    at: created * 1000,
    key: id,
  };
  const over: Repair = {
    type: 'customer.subscription.deleted',
    objectId: id,
    object: raw,
    at: endedAt ? endedAt * 1000 : now(),
    key: id,
  };
  const whose = `The subscription ${id} of the Stripe customer ${customer}`;
  const common = { subject: { type: 'subscription' as const, id }, amount, currency };
  const value = `${formatMoney(amount, currency)} a month`;
  switch (kind) {
    case 'unrecorded':
      return {
        ...common,
        kind: 'subscription_missing',
        found: `${whose} (${status}, ${value}) is not recorded.`,
        repairs: [{ ...begun, object: raw }],
      };
    case 'unrecorded_and_ended':
      return {
        ...common,
        kind: 'subscription_missing',
        found: `${whose} (${value}) began and ended, and neither is recorded.`,
        repairs: [begun, over],
      };
    case 'ended':
      return {
        ...common,
        kind: 'subscription_end_missing',
        found: `${whose} (${value}) has ended and that is not recorded.`,
        repairs: [over],
      };
    case 'changed':
      return {
        ...common,
        kind: 'subscription_changed',
        found: `${whose} is ${status} at ${value}, recorded is ${recordedWords(recorded)}.`,
        // The object does not say since when: known now at the latest, by its event if Stripe still has it.
        repairs: [
          {
            type: 'customer.subscription.updated',
            objectId: id,
            object: raw,
            at: now(),
            key: `${id}:after:${recorded?.eventId}`,
          },
        ],
        better: ['customer.subscription.updated'],
      };
  }
}

function recordedWords(recorded: RecordedSubscription | undefined): string {
  if (!recorded) return 'nothing';
  const { status, monthlyValue, currency } = recorded;
  return monthlyValue === null || currency === null
    ? status
    : `${status} at ${formatMoney(monthlyValue, currency)} a month`;
}
