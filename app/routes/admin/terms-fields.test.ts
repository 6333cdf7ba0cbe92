import { parseWithZod } from '@conform-to/zod/v4';
import { describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { serializeTerms } from '~/domain/program/terms-document';
import { fieldsOf, newReward, type TermsFields, termsSchema, toDocument } from './terms-fields';

const developer = fieldsOf(defaultTerms[0] as Terms, 'USD');

/** As a browser sends it: what is empty is sent empty, a box that is not ticked is not sent. */
function submit(fields: TermsFields, currency = 'USD') {
  const form = new FormData();
  const add = (name: string, value: string) => {
    if (value !== '' || !/needsSustained|partnerRate/.test(name)) form.append(name, value);
  };
  const { rewards, ...rest } = fields;
  for (const [name, value] of Object.entries(rest)) add(name, value);
  for (const [n, reward] of rewards.entries()) {
    for (const [name, value] of Object.entries(reward)) add(`rewards[${n}].${name}`, value);
  }
  const submission = parseWithZod(form, { schema: termsSchema(currency) });
  if (submission.status !== 'success') return { fieldErrors: submission.error ?? {} };
  return toDocument(submission.value);
}

const first = (change: object): TermsFields => ({
  ...developer,
  rewards: developer.rewards.map((reward, n) => (n === 0 ? { ...reward, ...change } : reward)),
});
const third = (change: object): TermsFields => ({
  ...developer,
  rewards: developer.rewards.map((reward, n) => (n === 2 ? { ...reward, ...change } : reward)),
});

describe('the form of terms', () => {
  it.each(defaultTerms.map((terms) => [terms.key, terms] as const))(
    '%s comes back as it was',
    (_key, terms) => {
      expect(submit(fieldsOf(terms, 'USD'))).toEqual({ document: serializeTerms(terms) });
    },
  );

  it('takes amounts as they are typed, exactly, in the program’s currency', () => {
    expect(submit(first({ amount: '1,234.5' }))).toMatchObject({
      document: { rewards: [{ amount: '123450' }, {}, {}] },
    });
    expect(submit(third({ rate: '12.5', months: '' }))).toMatchObject({
      document: { rewards: [{}, {}, { rateBps: 1250, months: null }] },
    });
    const yen = { ...developer, rewards: [{ ...newReward('flat'), key: 'a', name: 'A', amount: '500' }] };
    expect(submit(yen, 'JPY')).toMatchObject({ document: { rewards: [{ amount: '500' }] } });
  });

  it.each<[string, TermsFields, string]>([
    ['no name', { ...developer, name: '' }, 'name'],
    ['a window that is not offered', { ...developer, windowDays: '45' }, 'windowDays'],
    ['a hold of half a day', { ...developer, holdDays: '0.5' }, 'holdDays'],
    ['a hold of eleven years', { ...developer, holdDays: '4000' }, 'holdDays'],
    ['an amount with three decimals', first({ amount: '1.234' }), 'rewards[0].amount'],
    ['no amount', first({ amount: '' }), 'rewards[0].amount'],
    ['a shouted key', first({ key: 'Tier 1' }), 'rewards[0].key'],
    ['two rewards of one key', first({ key: 'tier-2' }), 'rewards'],
    ['more than everything', third({ rate: '100.01' }), 'rewards[2].rate'],
    ['a rate in words', third({ rate: 'half' }), 'rewards[2].rate'],
    ['no months at all', third({ months: '0' }), 'rewards[2].months'],
    ['both caps', third({ capPerCustomer: '10' }), 'rewards[2]'],
  ])('refuses %s', (_what, fields, field) => {
    const result = submit(fields);
    expect(Object.keys('fieldErrors' in result ? result.fieldErrors : {})).toEqual([field]);
  });
});
