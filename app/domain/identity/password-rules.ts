export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

// The commonest of 12 characters and more; shorter ones are refused anyway
const common = new Set(
  '123456789012 1234567890123 111111111111 000000000000 password1234 password12345 passwordpassword qwertyuiop12 qwertyuiop123 qwertyuiopasd administrator administrator1 iloveyou1234 letmein12345 welcome12345 changeme1234 abcdefghijkl abc123456789 qwerty123456 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 trustno1trustno1 sunshine1234 princess1234 football1234 baseball1234 superman1234 correcthorsebatterystaple'.split(
    ' ',
  ),
);

export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'about_you' | 'repetitive';

export const passwordAdvice: Record<PasswordProblem, string> = {
  too_short: `Use at least ${PASSWORD_MIN} characters. A few words together are easy to remember.`,
  too_long: `Use at most ${PASSWORD_MAX} characters.`,
  common: 'This password is on every list of common passwords. Choose another.',
  about_you: 'Leave your name and address out of your password.',
  repetitive: 'Use more different characters.',
};

/**
 * What is wrong with a password (reliability.md section 4: length and no common ones, no rules of composition).
 * @param about the person's own words: name, address
 */
export function passwordProblem(password: string, about: readonly string[] = []): PasswordProblem | null {
  const length = [...password].length;
  if (length < PASSWORD_MIN) return 'too_short';
  if (length > PASSWORD_MAX) return 'too_long';
  const plain = password.toLowerCase();
  if (common.has(plain)) return 'common';
  if (new Set(plain).size < 5) return 'repetitive';
  const own = about
    .flatMap((text) => [text, text.split('@')[0] ?? ''])
    .map((text) => text.toLowerCase().trim());
  return own.some((text) => text.length >= 4 && plain.replaceAll(text, '').length < 6) ? 'about_you' : null;
}
