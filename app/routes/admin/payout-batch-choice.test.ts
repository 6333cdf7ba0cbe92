import { describe, expect, it } from 'vitest';
import type { RiskGroup } from '~/domain/payout/batch-risk';
import { choiceSearch, isChosen, readChoice, toggled } from './payout-batch-choice';

const row = (id: string, group: RiskGroup, choosable = group !== 'blocked') => ({
  id,
  place: { place: 'decide' as const, group, choosable },
});
const [clean, review, blocked] = [row('po_c', 'clean'), row('po_r', 'review'), row('po_b', 'blocked')];
const chosenBy = (search: string) => {
  const choice = readChoice(new URLSearchParams(search));
  return [clean, review, blocked].filter((one) => isChosen(choice, one)).map(({ id }) => id);
};

describe('what an address chooses', () => {
  it.each<[string, string[]]>([
    ['', ['po_c']],
    ['?choose=all', ['po_c', 'po_r']],
    ['?choose=none', []],
    ['?choose=nonsense', ['po_c']],
    ['?with=po_r', ['po_c', 'po_r']],
    ['?without=po_c', []],
    ['?choose=all&without=po_r', ['po_c']],
    ['?choose=none&with=po_r&with=po_b&with=po_nobodys', ['po_r']],
    ['?with=po_c&without=po_c', []],
  ])('%s', (search, ids) => expect(chosenBy(search)).toEqual(ids));

  it('never what was approved by oneself', () => {
    expect(isChosen(readChoice(new URLSearchParams('choose=all')), row('po_mine', 'clean', false))).toBe(
      false,
    );
  });
});

it.each(['', '?choose=all', '?choose=none', '?with=po_r', '?without=po_c'])(
  'putting one in and taking it out of %s leads back',
  (search) => {
    const choice = readChoice(new URLSearchParams(search));
    expect(choiceSearch(choice)).toBe(search);
    for (const one of [clean, review]) {
      const other = toggled(choice, one);
      expect(isChosen(other, one)).toBe(!isChosen(choice, one));
      expect(isChosen(toggled(other, one), one)).toBe(isChosen(choice, one));
      expect(isChosen(readChoice(new URLSearchParams(choiceSearch(other))), one)).toBe(isChosen(other, one));
    }
  },
);
