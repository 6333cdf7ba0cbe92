/** What became of a delivery, derived from its row and never stored. */
export const deliveryStates = ['waiting', 'retrying', 'delivered', 'given_up'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveryFacts {
  /** when it is tried next; null: not by itself */
  dueAt: unknown;
  deliveredAt: unknown;
  givenUpAt: unknown;
  attempts: number;
}

/** `waiting`: not tried yet, or a person asked for it again after it had arrived. */
export function deliveryState({ dueAt, deliveredAt, givenUpAt, attempts }: DeliveryFacts): DeliveryState {
  if (dueAt !== null) return attempts === 0 || deliveredAt !== null ? 'waiting' : 'retrying';
  return givenUpAt === null ? 'delivered' : 'given_up';
}
