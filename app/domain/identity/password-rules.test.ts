import { describe, expect, it } from 'vitest';
import { passwordProblem } from './password-rules';

describe('passwords', () => {
  it.each([
    ['short', 'too_short'],
    ['elevenchars', 'too_short'],
    ['x'.repeat(6) + 'abcdef'.repeat(25), 'too_long'],
    ['Password1234', 'common'],
    ['aaaaaaaaaaaaaaa', 'repetitive'],
    ['ada.lovelace1', 'about_you'],
    ['ünïcödé-pässphräse', null],
    ['four words make it', null],
  ])('%j: %s', (password, problem) => {
    expect(passwordProblem(password, ['ada.lovelace@example.com', 'Ada'])).toBe(problem);
  });
});
