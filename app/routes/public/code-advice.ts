/** What to do about a code that was not accepted. */
export const codeAdvice = {
  wrong: 'This code is wrong. Look whether your phone’s clock is right, and take the code shown now.',
  used: 'This code was used already. Wait for the next one.',
  not_enrolled: 'No second factor is set up for your account.',
  too_many: 'Too many tries. Wait five minutes.',
} as const;
