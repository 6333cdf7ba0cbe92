import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '~/kernel/time';
import { customer, day, payment, usesFrom } from '~/test-support/facts';
import type { Churn } from './churn';
import {
  activatedAt,
  defaultActivation,
  type Milestones,
  milestonesOf,
  qualifiedAt,
  stageOf,
  sustainedAt,
  sustainedFloor,
} from './milestones';

const use = (id: string, at: number, apiCalls = 1n) => ({ id, at, apiCalls });
const late = day(1000);

describe('activated', () => {
  const at = (...usages: Array<ReturnType<typeof use>>) =>
    activatedAt(customer({ usages }), defaultActivation);

  it('at a thousand calls, however they are spread and known', () => {
    expect(at(use('a', day(1), 999n))).toBeNull();
    expect(at(use('a', day(1), 1000n))).toBe(day(1));
    expect(at(use('b', day(2), 1n), use('a', day(1), 999n))).toBe(day(2));
  });

  it('or on the thirtieth distinct day of use', () => {
    const twice = use('x', day(0) + HOUR_MS);
    expect(activatedAt(customer({ usages: [twice, ...usesFrom(0, 29)] }), defaultActivation)).toBeNull();
    expect(activatedAt(customer({ usages: [twice, ...usesFrom(0, 30)] }), defaultActivation)).toBe(day(29));
  });

  it('by the thresholds of the terms', () => {
    const facts = customer({ usages: usesFrom(0, 5) });
    expect(activatedAt(facts, { apiCalls: 3n, activeDays: 30 })).toBe(day(2));
    expect(activatedAt(facts, { apiCalls: 1000n, activeDays: 4 })).toBe(day(3));
  });

  it('for customers under no terms: 1000 calls or 30 days', () => {
    expect(defaultActivation).toEqual({ apiCalls: 1000n, activeDays: 30 });
  });
});

describe('sustained', () => {
  const at = (more: Parameters<typeof customer>[0], churns: Churn[] = [], asOf = late) =>
    sustainedAt(customer(more), churns, asOf);
  const paidOn = (n: number) => payment({ id: `p${n}`, at: day(n) });

  it('not before Paid and ninety days after the sign-up', () => {
    expect(sustainedFloor(customer())).toBeNull();
    expect(sustainedFloor(customer({ payments: [paidOn(10)] }))).toBe(day(90));
    expect(sustainedFloor(customer({ payments: [paidOn(90)] }))).toBe(day(90));
    expect(sustainedFloor(customer({ payments: [paidOn(91)] }))).toBe(day(91));
    expect(at({ usages: usesFrom(85, 3) })).toBeNull();
  });

  it('at that instant when there was a use or payment in the thirty days before it, both ends included', () => {
    const payments = [paidOn(10)];
    expect(at({ payments, usages: [use('u', day(60))] })).toBe(day(90));
    expect(at({ payments, usages: [use('u', day(60) - 1)] })).toBeNull();
    expect(at({ payments, usages: [use('u', day(90))] })).toBe(day(90));
    expect(at({ payments: [...payments, paidOn(60)] })).toBe(day(90));
    expect(at({ payments: [...payments, payment({ id: 'trial', at: day(60), amount: 0n })] })).toBeNull();
  });

  it('else at the first use or payment after it', () => {
    const payments = [paidOn(10)];
    expect(at({ payments, usages: [use('v', day(120)), use('u', day(91))] })).toBe(day(91));
    expect(at({ payments: [...payments, paidOn(130), paidOn(121)] })).toBe(day(121));
  });

  it('not while the customer is gone, but at what it does once it is back', () => {
    const payments = [paidOn(10), paidOn(80)];
    const gone = { from: day(85), to: null };
    expect(at({ payments, usages: [use('u', day(95))] }, [gone])).toBeNull();
    const back = { from: day(85), to: day(100) };
    const usages = [use('u', day(95)), use('w', day(110))];
    expect(at({ payments: [...payments, paidOn(100)], usages }, [back])).toBe(day(100));
    expect(at({ payments, usages }, [{ from: day(90) + 1, to: null }])).toBe(day(90));
    expect(at({ payments, usages }, [{ from: day(90), to: null }])).toBeNull();
  });

  it('not in what is still to come', () => {
    const payments = [paidOn(10), paidOn(80)];
    expect(at({ payments }, [], day(90) - 1)).toBeNull();
    expect(at({ payments }, [], day(90))).toBe(day(90));
    const slow = { payments: [paidOn(10)], usages: [use('u', day(95))] };
    expect(at(slow, [], day(95) - 1)).toBeNull();
    expect(at(slow, [], day(95))).toBe(day(95));
  });
});

describe('when a flat reward is qualified for', () => {
  const casual = { activeDaysAtLeast: 7, membersAbove: null };
  const team = { activeDaysAtLeast: 3, membersAbove: 5 };
  const members = (id: string, at: number, count: number) => ({ id, at, members: count });

  it('on the last active day asked for', () => {
    expect(qualifiedAt(customer({ usages: usesFrom(0, 6) }), casual)).toBeNull();
    expect(qualifiedAt(customer({ usages: usesFrom(0, 8) }), casual)).toBe(day(6));
    const sameDay = [use('x', day(5) + HOUR_MS), ...usesFrom(0, 6)];
    expect(qualifiedAt(customer({ usages: sameDay }), casual)).toBeNull();
  });

  it('with more members than asked, not as many', () => {
    const usages = usesFrom(0, 3);
    expect(qualifiedAt(customer({ usages }), team)).toBeNull();
    expect(qualifiedAt(customer({ usages, members: [members('m', day(1), 5)] }), team)).toBeNull();
    expect(qualifiedAt(customer({ usages, members: [members('m', day(1), 6)] }), team)).toBe(day(2));
    expect(qualifiedAt(customer({ usages, members: [members('m', day(9), 6)] }), team)).toBe(day(9));
  });

  it('with the members of that moment', () => {
    const usages = usesFrom(0, 3);
    const shrunk = [members('m', day(1), 6), members('n', day(2) - 1, 5)];
    expect(qualifiedAt(customer({ usages, members: shrunk }), team)).toBeNull();
    expect(qualifiedAt(customer({ usages, members: [...shrunk, members('o', day(4), 9)] }), team)).toBe(
      day(4),
    );
    // of one instant members come before use, and go by id
    const atOnce = [members('n', day(2), 5), members('m', day(2), 9)];
    expect(qualifiedAt(customer({ usages, members: atOnce }), team)).toBeNull();
    const left = [members('m', day(1), 9), members('z', day(2), 2)];
    expect(qualifiedAt(customer({ usages, members: left }), team)).toBeNull();
  });

  it('by members alone where no days are asked for', () => {
    const facts = customer({ members: [members('m', day(3), 6)] });
    expect(qualifiedAt(facts, { activeDaysAtLeast: 0, membersAbove: 5 })).toBe(day(3));
  });
});

describe('the stage', () => {
  const none: Milestones = {
    linkedAt: null,
    signedUpAt: 0,
    activatedAt: null,
    paidAt: null,
    sustainedAt: null,
    churnedAt: null,
  };

  it('is the furthest milestone, though one before it is missing', () => {
    expect(stageOf(none)).toBe('signed_up');
    expect(stageOf({ ...none, activatedAt: 1 })).toBe('activated');
    expect(stageOf({ ...none, paidAt: 1 })).toBe('paid');
    expect(stageOf({ ...none, activatedAt: 1, paidAt: 1 })).toBe('paid');
    expect(stageOf({ ...none, paidAt: 1, sustainedAt: 2, churnedAt: 3 })).toBe('sustained');
  });
});

describe('the milestones together', () => {
  const facts = customer({ usages: usesFrom(0, 31), payments: [payment({ at: day(70) })] });
  const setting = { linkedAt: day(-1), activation: defaultActivation, asOf: late };

  it('are the instants of the events', () => {
    expect(milestonesOf(facts, [], setting)).toEqual({
      linkedAt: day(-1),
      signedUpAt: day(0),
      activatedAt: day(29),
      paidAt: day(70),
      sustainedAt: day(90),
      churnedAt: null,
    });
  });

  it('show the stretch it is gone for now, not one it came back from', () => {
    const back = { from: day(95), to: day(99) };
    expect(milestonesOf(facts, [back], setting).churnedAt).toBeNull();
    expect(milestonesOf(facts, [back, { from: day(200), to: null }], setting).churnedAt).toBe(day(200));
  });
});
