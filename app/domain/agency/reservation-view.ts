import type { Instant } from '~/kernel/time';
import type { ReservationState } from './reservation-state';

/** A reservation as its agency sees it in the list. */
export interface ReservationView {
  id: string;
  domain: string;
  /** the client it was made for */
  project: { id: string; name: string } | null;
  at: Instant;
  expiresAt: Instant;
  endedAt: Instant | null;
  state: ReservationState;
  /** why it is refused, as the program says it */
  reason: string | null;
  /** what an admin wrote who left it refused */
  answer: string | null;
  isRenewable: boolean;
  isRevocable: boolean;
}
