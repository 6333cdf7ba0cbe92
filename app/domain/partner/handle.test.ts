import { describe, expect, it } from 'vitest';
import { handleProblem, suggestHandle } from './handle';

describe('handles', () => {
  it.each(['ada', 'a1', 'ada-lovelace', '42', 'a'.repeat(40)])('%s may be used', (handle) => {
    expect(handleProblem(handle)).toBeNull();
  });

  it.each([
    '',
    'a',
    'a'.repeat(41),
    'Ada',
    '-ada',
    'ada-',
    'a--b',
    'a b',
    'a_b',
    'a.b',
    'ä',
    '<script>',
    'a/b',
    'a\0b',
    'a\n',
    '../x',
    'a?b',
  ])('%j is malformed', (handle) => {
    expect(handleProblem(handle)).toBe('malformed');
  });

  it('some are kept', () => {
    expect(handleProblem('admin')).toBe('reserved');
  });

  it.each([
    ['Ada Löve & Co', 'ada-love-co'],
    ['  --Émile--  ', 'emile'],
    ['<script>alert(1)</script>', 'script-alert-1-script'],
    ['漢字', ''],
  ])('%j suggests %j', (name, handle) => {
    expect(suggestHandle(name)).toBe(handle);
  });
});
