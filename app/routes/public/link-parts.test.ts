import { expect, it } from 'vitest';
import { linkParts } from './link-parts';
import { inWords } from './wait';

it.each([
  ['no link', [['no link', null]]],
  ['', []],
  [
    'Open https://a.test/x?y=1, now.',
    [
      ['Open ', null],
      ['https://a.test/x?y=1', 'https://a.test/x?y=1'],
      [', now.', null],
    ],
  ],
  ['https://a.test', [['https://a.test', 'https://a.test']]],
  ['javascript:alert(1)', [['javascript:alert(1)', null]]],
])('%j in parts', (text, parts) => {
  expect(linkParts(text).map((part) => [part.text, part.href])).toEqual(parts);
  expect(
    linkParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});

it.each([
  [1, '1 second'],
  [89, '89 seconds'],
  [90, '2 minutes'],
  [900, '15 minutes'],
  [5400, '2 hours'],
  [86_400, '24 hours'],
])('%i seconds are %s', (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});
