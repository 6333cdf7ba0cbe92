export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'about_you' | 'repetitive';

export const passwordAdvice: Record<PasswordProblem, string> = {
  too_short: `Use at least ${PASSWORD_MIN} characters. A few words together are easy to remember.`,
  too_long: `Use at most ${PASSWORD_MAX} characters.`,
  common: 'This password, or one like it, is on every list of common passwords. Choose another.',
  about_you: 'Leave your name and address out of your password.',
  repetitive: 'Use more different characters.',
};

// What the lists of leaked passwords of 12 characters and more are made of: such a word, once or several times, with digits and signs
// around it. Shorter passwords are refused anyway, so a list of all of them would hold nothing more.
const WORDS =
  'password passwort passw pass admin administrator root user guest login welcome changeme letmein secret master qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx zaq wsx edc abc abcd abcdef abcdefgh abcdefghijkl iloveyou love you sunshine princess football baseball basketball superman batman spiderman pokemon starwars dragon monkey shadow michael jordan jennifer charlie computer internet whatever trustno trustnoone correcthorsebatterystaple test testing demo example tributary summer winter spring autumn monday january december'
    .split(' ')
    .sort((a, b) => b.length - a.length);
// No word is two others put together: that would make reading a long password take for ever.
const ONLY_WORDS = new RegExp(`^(?:${WORDS.join('|')})+$`);
const EACH_WORD = new RegExp(WORDS.join('|'), 'g');
// Four of them chosen at random would be a passphrase.
const MOST_WORDS = 3;

// 1qaz2wsx3edc, 1q2w3e4r5t6y: walks over the keyboard
const WALKS =
  /^(?:1qaz|2wsx|3edc|4rfv|5tgb|6yhn|7ujm|zaq1|xsw2|cde3|vfr4|1q2w|3e4r|5t6y|7u8i|9o0p|q1w2|e3r4|t5y6)+\W*$/;

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** "P@ssw0rd2026!" and what it stands for: the letters alone, and with the signs that stand for letters read as letters. */
function isCommon(plain: string): boolean {
  if (/^[\d\W_]+$/.test(plain) || WALKS.test(plain)) return true;
  // the year at the end is one
  const core = plain.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const readings = [plain, [...core].map((char) => LOOKALIKES[char] ?? char).join('')];
  return readings.some((reading) => {
    const letters = reading.replace(/[^a-z]/g, '');
    return ONLY_WORDS.test(letters) && new Set(letters.match(EACH_WORD)).size <= MOST_WORDS;
  });
}

/**
 * What is wrong with a password (reliability.md section 4: length and no common ones, no rules of composition).
 * @param about the person's own words: name, address
 */
export function passwordProblem(password: string, about: readonly string[] = []): PasswordProblem | null {
  const length = [...password].length;
  if (length < PASSWORD_MIN) return 'too_short';
  if (length > PASSWORD_MAX) return 'too_long';
  const plain = password.toLowerCase();
  if (isCommon(plain)) return 'common';
  if (new Set(plain).size < 5) return 'repetitive';
  const own = about
    .flatMap((text) => [text, text.split('@')[0] ?? ''])
    .map((text) => text.toLowerCase().trim());
  return own.some((text) => text.length >= 4 && plain.replaceAll(text, '').length < 6) ? 'about_you' : null;
}
