import type { StripeEventType } from '~/domain/qualification/stripe-event';
import type { Instant } from '~/kernel/time';

/** A fact of Stripe's that never arrived, to be put through the way of every delivery (ADR-0070). */
export interface Repair {
  type: StripeEventType;
  /** Stripe's id of the object: what tells that a delivery about it waits already */
  objectId: string;
  /** the object as Stripe has it, for the payload */
  object: unknown;
  /** when it happened */
  at: Instant;
  /** tells several repairs of one object apart, and makes each happen once */
  key: string;
}

/** A delivery made of a repair: what Stripe would have sent. */
export interface RepairDelivery {
  /** the inbox's "once": the same difference is put through once */
  externalId: string;
  type: StripeEventType;
  body: string;
  at: Instant;
}

const PREFIX = 'reconcile';

/**
 * The delivery Stripe would have sent. It says by its id that it was not sent.
 * @param livemode as the installation is
 */
export function deliveryOf(repair: Repair, livemode: boolean): RepairDelivery {
  const { type, object, at, key } = repair;
  const externalId = `${PREFIX}:${type}:${key}`;
  const body = JSON.stringify({
    id: externalId,
    object: 'event',
    type,
    created: Math.floor(at / 1000),
    livemode,
    data: { object },
  });
  return { externalId, type, body, at };
}
