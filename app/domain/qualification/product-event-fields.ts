import { z } from 'zod';
import { parseInstant } from '~/kernel/iso';
import { hasControl, isStorable } from '~/kernel/text';
import { addMonths, type Instant } from '~/kernel/time';

// What the fields of a product event may hold (contract.md, product events). Every message finishes "<field> …".

/** Slices are made one per month: no period is longer than a hundred years. */
export const LONGEST_PERIOD_MONTHS = 1200;
const LARGEST_MEMBERS = 2_147_483_647;

/** The message of a wrong type; a field that is not there is called that. */
export const must = (what: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is missing' : what),
});

/** An id of the product's: 1 to 255 characters, none of them a control character. */
export const id = z
  .string(must('must be a string'))
  .min(1, 'must not be empty')
  .max(255, 'must not be longer than 255 characters')
  .refine((text) => !hasControl(text) && isStorable(text), 'must not contain control characters');

/** Some products write null for what they do not have. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

export const instant = z
  .string(must('must be an ISO 8601 instant with a zone'))
  .transform((text, context): Instant => {
    const at = parseInstant(text);
    if (at !== undefined) return at;
    context.addIssue('must be an ISO 8601 instant with a zone, such as 2026-01-31T12:00:00Z');
    return z.NEVER;
  });

const AMOUNT = 'must be a whole number of minor units: "12345", or an integer up to 2^53-1';

/** Minor units: a decimal string, or an integer that JSON carries exactly; never negative, never a fraction. */
export const amount = z.union([z.string(), z.number()], must(AMOUNT)).transform((value, context): bigint => {
  const exact =
    typeof value === 'string' ? /^(0|[1-9]\d{0,15})$/.test(value) : Number.isSafeInteger(value) && value >= 0;
  // The ledger holds what JSON and every language's integers can carry.
  if (exact && BigInt(value) <= BigInt(Number.MAX_SAFE_INTEGER)) return BigInt(value);
  context.addIssue(AMOUNT);
  return z.NEVER;
});

/** What was given back; a refund of nothing is none. */
export const amountAboveZero = amount.refine((minor) => minor > 0n, 'must be more than 0');

export const currency = z
  .string(must('must be an ISO 4217 code'))
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code in capitals, such as USD');

const count = (least: number, most: number) =>
  z
    .number(must(`must be an integer of at least ${least}`))
    .refine((n) => Number.isInteger(n) && n >= least && n <= most, {
      error: `must be an integer from ${least} to ${most}`,
    });

export const apiCalls = count(1, Number.MAX_SAFE_INTEGER).transform(BigInt);
export const members = count(0, LARGEST_MEMBERS);

/** A mail address as the product knows it; kept as written, compared without case. */
export const email = z
  .string(must('must be a mail address'))
  .max(254, 'must not be longer than 254 characters')
  .refine(
    (text) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) && !hasControl(text) && isStorable(text),
    'must be a mail address, such as ann@acme.dev',
  );

/** A host name in lower case. */
export const domain = z
  .string(must('must be a domain'))
  .max(253, 'must not be longer than 253 characters')
  .transform((text) => text.toLowerCase())
  .refine(
    (text) => /^([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u.test(text),
    'must be a domain, such as acme.dev',
  );

/** A person's or team's name, or a cookie's value: text of a limited length that can be stored. */
export const text = (longest: number) =>
  z
    .string(must('must be a string'))
    .max(longest, `must not be longer than ${longest} characters`)
    .refine((value) => !hasControl(value) && isStorable(value), 'must not contain control characters');

/** What a payment pays for; domain.md section 6 cuts it into months. */
export const period = z
  .object({ start: instant, end: instant }, must('must be {start, end}'))
  .refine(({ start, end }) => end > start, { path: ['end'], error: 'must be after start' })
  .refine(({ start, end }) => end <= addMonths(start, LONGEST_PERIOD_MONTHS), {
    path: ['end'],
    error: `must be at most ${LONGEST_PERIOD_MONTHS} months after start`,
  });
