import { describe, expect, it } from 'vitest';
import { passwordProblem } from './password-rules';

describe('passwords', () => {
  it.each([
    ['short', 'too_short'],
    ['elevenchars', 'too_short'],
    [`xxxxxx${'abcdef'.repeat(25)}`, 'too_long'],
    ['😀'.repeat(11), 'too_short'],
    ['Password1234', 'common'],
    ['P@ssw0rd2026!', 'common'],
    ['passwordpassword', 'common'],
    ['Welcome-Admin-2026', 'common'],
    ['qwertyuiop123', 'common'],
    ['1q2w3e4r5t6y', 'common'],
    ['iloveyou1234', 'common'],
    ['+49 30 1234567', 'common'],
    ['correct horse battery staple', 'common'],
    ['aaaaaaaaaaaaaaa', 'repetitive'],
    ['ada.lovelace1', 'about_you'],
    ['ünïcödé-pässphräse', null],
    ['four words make it', null],
    ['correct horse staple', null],
    ['dragon charlie monday summer', null],
    ['t6Pr2RohQjzqaCA4vpam', null],
  ])('%j: %s', (password, problem) => {
    expect(passwordProblem(password, ['ada.lovelace@example.com', 'Ada'])).toBe(problem);
  });

  it('a long one is judged at once', () => {
    const started = performance.now();
    for (const word of ['loveyou', 'qazwsxedc', 'abcdef', 'testtest', 'a1'])
      passwordProblem(`${word.repeat(40).slice(0, 127)}#`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
