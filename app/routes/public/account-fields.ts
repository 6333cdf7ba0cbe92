import { z } from 'zod';
import { passwordAdvice, passwordProblem } from '~/domain/identity/password-rules';
import { handleAdvice, handleProblem } from '~/domain/partner/handle';
import { isCountry } from '~/domain/partner/payout-country';
import { hasControl } from '~/kernel/text';

// What people type into the forms about their account; the sentences say what to do.

/** A mail address, lower case. */
export const emailField = z
  .string('Enter your mail address.')
  .trim()
  .toLowerCase()
  .max(254, 'This address is too long.')
  .pipe(z.email('Enter a mail address such as ada@example.com.'));

/** A password that is only compared: nothing about its shape is told. */
export const anyPasswordField = z.string('Enter your password.').max(1024, 'Enter your password.');

/** A password to be set. */
export const newPasswordField = z.string('Choose a password.').superRefine((password, context) => {
  const problem = passwordProblem(password);
  if (problem) context.addIssue({ code: 'custom', message: passwordAdvice[problem] });
});

export const nameField = z
  .string('Enter a name.')
  .trim()
  .min(1, 'Enter a name.')
  .max(100, 'Use at most 100 characters.')
  .refine((text) => !hasControl(text), 'Use one line of plain text.');

export const handleField = z
  .string('Choose a handle.')
  .trim()
  .toLowerCase()
  .superRefine((handle, context) => {
    const problem = handleProblem(handle);
    if (problem) context.addIssue({ code: 'custom', message: handleAdvice[problem] });
  });

/** A country's code; who leaves it out is asked on the page of its payouts. */
export const countryField = z.string().refine(isCountry, 'Choose your country.').optional();

/** Six digits; authenticator apps show them with a space in between. */
export const codeField = z
  .string('Enter the code your app shows.')
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'The code has six digits.'));

/** The page that sent somebody here; checked when it is used. */
export const returnToField = z.string().max(1000).optional();
