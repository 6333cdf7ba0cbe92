import { describe, expect, it } from 'vitest';
import { addDays, type Instant } from '~/kernel/time';
import { nextStep, type Progressing } from './next-step';

const signedUpAt = Date.parse('2026-01-01T12:00:00Z');
const day = (n: number): Instant => addDays(signedUpAt, n);
const customer = (
  milestones: Partial<Progressing['milestones']>,
  more: Partial<Progressing> = {},
): Progressing => ({
  stage: 'signed_up',
  milestones: {
    linkedAt: signedUpAt,
    signedUpAt,
    activatedAt: null,
    paidAt: null,
    sustainedAt: null,
    churnedAt: null,
    ...milestones,
  },
  activeDays: 0,
  apiCalls: 0n,
  lastActiveAt: null,
  ...more,
});
const step = (who: Progressing, now: Instant) => nextStep(who, { apiCalls: 1000n, activeDays: 30 }, now);

describe('what a customer still needs', () => {
  it('to be activated: active days or calls', () => {
    expect(step(customer({}, { activeDays: 7, apiCalls: 990n }), day(10))).toEqual({
      kind: 'activation',
      activeDaysLeft: 23,
      apiCallsLeft: 10n,
    });
  });

  it('to be paid: a payment', () => {
    expect(step(customer({ activatedAt: day(30) }), day(31))).toEqual({ kind: 'payment' });
  });

  it.each([
    // paid early: 90 days after the sign-up
    [1, 10, 9, day(90), 80, false],
    // paid late: with the payment
    [120, 120, 120, day(120), 0, false],
    // the day has come and nobody uses it
    [1, 100, 40, day(90), 0, true],
    // the day has come and somebody does
    [1, 100, 95, day(90), 0, false],
  ])('paid on day %i, now day %i, last active on day %i', (paid, now, active, at, daysLeft, idle) => {
    const who = customer({ paidAt: day(paid) }, { lastActiveAt: day(active) });
    expect(step(who, day(now))).toEqual({ kind: 'sustained', at, daysLeft, idle });
  });

  it('nothing more when sustained, and nothing when it left', () => {
    expect(step(customer({ paidAt: day(1), sustainedAt: day(90) }), day(91))).toEqual({ kind: 'done' });
    expect(step(customer({ paidAt: day(1), churnedAt: day(20) }), day(91))).toEqual({
      kind: 'churned',
      at: day(20),
    });
  });
});
