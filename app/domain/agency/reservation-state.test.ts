import { describe, expect, it } from 'vitest';
import {
  isRenewable,
  isRevocable,
  type ReservationFacts,
  type ReservationState,
  reservationState,
} from './reservation-state';

const facts = (more: Partial<ReservationFacts> = {}): ReservationFacts => ({
  status: 'open',
  reason: null,
  at: 100,
  expiresAt: 200,
  endedAt: null,
  renewedAt: null,
  answeredAt: null,
  signedUpAt: null,
  ...more,
});
const hasCustomers = { status: 'refused', reason: 'domain_has_customers' } as const;

describe('a reservation', () => {
  it.each<[string, Partial<ReservationFacts>, number, ReservationState, boolean, boolean]>([
    ['in force', {}, 199, 'in_force', true, true],
    ['at its last instant', {}, 200, 'expired', false, false],
    ['renewed before', { renewedAt: 150 }, 199, 'in_force', false, true],
    ['taken back', { status: 'revoked', endedAt: 150 }, 160, 'revoked', false, false],
    ['declined by the client', { status: 'declined', endedAt: 150 }, 160, 'declined', false, false],
    ['whose client signed up', { signedUpAt: 150 }, 160, 'taken_up', false, false],
    ['whose client signed up as it expired', { signedUpAt: 200 }, 250, 'expired', false, false],
    [
      'taken back before the client signed up',
      { status: 'revoked', endedAt: 150, signedUpAt: 150 },
      160,
      'revoked',
      false,
      false,
    ],
    ['for a domain with customers', hasCustomers, 150, 'asked', false, true],
    ['nobody answered in time', hasCustomers, 200, 'expired', false, false],
    ['left refused', { ...hasCustomers, answeredAt: 150 }, 160, 'not_approved', false, false],
    ['taken back while it waited', { ...hasCustomers, endedAt: 150 }, 160, 'revoked', false, false],
    [
      'beyond what may be open',
      { status: 'refused', reason: 'too_many_open_invitations' },
      150,
      'too_many',
      false,
      true,
    ],
    [
      'of free mail, reported by the product',
      { status: 'refused', reason: 'free_mail_domain' },
      150,
      'refused',
      false,
      false,
    ],
  ])('%s', (_, more, now, state, renewable, revocable) => {
    expect(reservationState(facts(more), now)).toBe(state);
    expect(isRenewable(facts(more), now)).toBe(renewable);
    expect(isRevocable(facts(more), now)).toBe(revocable);
  });
});
