import { z } from 'zod';
import { parseInstant, parseInstantOrDay } from '~/kernel/iso';
import type { Instant } from '~/kernel/time';
import { DEFAULT_LIMIT, decodeCursor, LARGEST_LIMIT } from '~/platform/page';

// What requests and answers of every resource are made of (contract.md, REST API). The OpenAPI document is generated from them.

/** An amount of money on its way out and in: minor units as a string, so that 64 bits survive JavaScript. */
export const Money = z
  .object({
    amount: z
      .string()
      .regex(/^-?\d+$/)
      .meta({ example: '12345' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ example: 'USD' }),
  })
  .meta({ id: 'Money', description: 'Minor units of a currency, as a string: 64 bits wide.' });

/** Minor units as Money. */
export function money(amount: bigint, currency: string): z.input<typeof Money> {
  return { amount: amount.toString(), currency };
}

export const At = z.iso.datetime({ precision: 3 }).meta({ example: '2026-01-31T12:00:00.000Z' });

/** An instant as the API writes it; null stays null: nothing is missing. */
export function iso(at: Instant | Date): string;
export function iso(at: Instant | Date | null): string | null;
export function iso(at: Instant | Date | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** The parameters of every list. */
export const pageQuery = {
  limit: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(LARGEST_LIMIT, `must be at most ${LARGEST_LIMIT}`)
    .default(DEFAULT_LIMIT)
    .meta({ description: 'How many rows a page holds.' }),
  cursor: z
    .string()
    .refine((text) => decodeCursor(text) !== undefined, 'is not a nextCursor of this list')
    .optional()
    .meta({ description: '`nextCursor` of the page before.' }),
};

/** A page of a list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Ask for the next page with it; null: there is none.' }),
  });
}

/** An instant in a query: a time with a zone, or a UTC day. */
export const instantQuery = z
  .string()
  .transform((text, context): Instant => {
    const at = parseInstantOrDay(text);
    if (at !== undefined) return at;
    context.addIssue('must be an ISO 8601 instant such as 2026-01-31T12:00:00Z, or a day such as 2026-01-31');
    return z.NEVER;
  })
  .meta({ example: '2026-01-31T12:00:00Z' });

/** An instant in a body. */
export const instantField = z
  .string('must be an ISO 8601 instant with a zone')
  .transform((text, context): Instant => {
    const at = parseInstant(text);
    if (at !== undefined) return at;
    context.addIssue('must be an ISO 8601 instant with a zone, such as 2026-01-31T12:00:00Z');
    return z.NEVER;
  });

/** An id of ours, or the product's, to filter by; what no row has gives an empty list. */
export const idQuery = z
  .string()
  .min(1, 'must not be empty')
  .max(255, 'must not be longer than 255 characters');

export const partnerIdQuery = idQuery
  .optional()
  .meta({ description: "Narrows an admin's answer to one partner; a partner's key always sees its own." });
