import { describe, expect, it } from 'vitest';
import { addDays } from '~/kernel/time';
import { day, standing } from '~/test-support/facts';
import type { Click } from './click';
import { compareClicks, judgeClick, latestClick } from './eligibility';

const click = (more: Partial<Click> = {}): Click => ({
  id: 'c1',
  seq: 1,
  at: day(10),
  channel: 'partner',
  partnerId: 'ada',
  source: 'direct_link',
  windowDays: 30,
  visitorId: 'v',
  ...more,
});
const impact = (more: Partial<Click> = {}) =>
  click({ id: 'im', channel: 'impact', partnerId: null, source: null, ...more });
const active = () => [standing()];

describe('whether a click may be credited', () => {
  it.each([
    [-1, 'after_the_event'],
    [0, 'eligible'],
    [1, 'eligible'],
    [addDays(0, 30), 'eligible'],
    [addDays(0, 30) + 1, 'outside_window'],
  ])('%i ms after it: %s', (after, verdict) => {
    expect(judgeClick(click(), day(10) + after, active)).toBe(verdict);
  });

  it('asks for an active partner at the event, not at the click', () => {
    const standings = () => [standing(), standing({ at: day(15), status: 'paused' })];
    expect(judgeClick(click(), day(15) - 1, standings)).toBe('eligible');
    expect(judgeClick(click(), day(15), standings)).toBe('partner_not_active');
  });

  it('asks Impact for no standing', () => {
    const nobody = () => {
      throw new Error('nobody stands for Impact');
    };
    expect(judgeClick(impact(), day(11), nobody)).toBe('eligible');
  });
});

describe('which of two clicks wins', () => {
  it.each<[string, Click, Click]>([
    ['the later one', click({ at: day(11), seq: 0 }), click({ seq: 9 })],
    ['the later one, though of Impact', impact({ at: day(11) }), click()],
    ['of one instant a partner before Impact', click({ seq: 0 }), impact({ seq: 9 })],
    ['of one instant and channel the one stored last', click({ seq: 2 }), click({ seq: 1 })],
    ['of one instant at Impact the one stored last', impact({ seq: 2 }), impact({ seq: 1 })],
  ])('%s', (_name, winner, loser) => {
    expect(compareClicks(winner, loser)).toBeGreaterThan(0);
    expect(compareClicks(loser, winner)).toBeLessThan(0);
    expect(latestClick([winner, loser])).toBe(winner);
    expect(latestClick([loser, winner])).toBe(winner);
  });

  it('is none of none', () => expect(latestClick([])).toBeUndefined());
});
