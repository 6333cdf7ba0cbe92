import { describe, expect, it } from 'vitest';
import { standing } from '~/test-support/facts';
import { isActiveAt, type PartnerStatus, standingAt } from './standing';

describe('how a partner stands at an instant', () => {
  const history = [standing({ at: 10 }), standing({ at: 20, status: 'paused' }), standing({ at: 30 })];

  it.each([
    [9, 'active'],
    [10, 'active'],
    [19, 'active'],
    [20, 'paused'],
    [29, 'paused'],
    [30, 'active'],
  ])('at %i it is %s: a change counts from its own instant on', (at, status) => {
    expect(standingAt(history, at).status).toBe(status);
  });

  it('is the first one before anything is written down', () => {
    const paused = [standing({ at: 10, status: 'paused' }), standing({ at: 20 })];
    expect(standingAt(paused, 5).status).toBe('paused');
  });

  it('is never unknown', () => {
    expect(() => standingAt([], 5)).toThrow('a partner always has a standing');
  });

  it('lets it earn only while it is active', () => {
    const statuses: PartnerStatus[] = ['pending', 'active', 'paused', 'suspended', 'rejected', 'closed'];
    expect(statuses.filter((status) => isActiveAt([standing({ status })], 5))).toEqual(['active']);
  });
});
