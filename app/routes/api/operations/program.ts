import { z } from 'zod';
import { TermsDocument } from '~/domain/program/terms-document';
import { parseInstant } from '~/kernel/iso';
import type { Instant } from '~/kernel/time';
import { operation } from '../operation';
import { At, idQuery, listOf, pageQuery, partnerIdQuery } from '../schema';

const tag = 'Program';

export const Terms = z
  .object({
    key: z.string().meta({ example: 'developer' }),
    version: z.number().int(),
    effectiveAt: At,
    current: z.boolean().meta({ description: 'In force now.' }),
    document: z.record(z.string(), z.unknown()).meta({ description: 'As in the request that created it.' }),
  })
  .meta({ id: 'Terms' });

export const listTerms = operation({
  id: 'listTerms',
  method: 'GET',
  path: '/terms',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'List every version of the terms',
  answer: z.object({ data: z.array(Terms), nextCursor: z.null() }),
});

const effectiveAt = z
  .string('must be an ISO 8601 instant with a zone')
  .transform((text, context): Instant => {
    const at = parseInstant(text);
    if (at !== undefined) return at;
    context.addIssue('must be an ISO 8601 instant with a zone, such as 2026-01-31T12:00:00Z');
    return z.NEVER;
  });

export const createTerms = operation({
  id: 'createTerms',
  method: 'POST',
  path: '/terms',
  tag,
  scope: 'write',
  admin: true,
  status: 201,
  summary: 'Create a version of terms',
  description: 'It holds for sign-ups from its instant on; referrals keep the version they were made under.',
  body: z.strictObject({
    key: z
      .string('must be a string')
      .regex(/^[a-z0-9](-?[a-z0-9])*$/, 'must be lower-case letters, digits and single hyphens')
      .max(40, 'must not be longer than 40 characters'),
    effectiveAt: effectiveAt.optional().meta({ description: 'Absent: now. Never in the past.' }),
    document: TermsDocument,
  }),
  answer: Terms,
  refusals: { 409: 'Another version of these terms begins at that very instant.' },
});

const day = z
  .string('must be a UTC day such as 2026-01-31')
  .refine((text) => parseInstant(`${text}T00:00:00Z`) !== undefined, 'must be a UTC day such as 2026-01-31');
const currency = z
  .string('must be a currency of three capital letters')
  .regex(/^[A-Z]{3}$/, 'must be a currency of three capital letters');

export const Rate = z
  .object({
    day: z.string().meta({ example: '2026-01-31' }),
    currency: z.string().meta({ example: 'EUR' }),
    rate: z.string().meta({
      example: '1.0834',
      description: "What one unit of the currency is worth in the program's, exactly.",
    }),
    createdAt: At,
  })
  .meta({ id: 'Rate' });

export const listRates = operation({
  id: 'listRates',
  method: 'GET',
  path: '/rates',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'List exchange rates',
  description: 'The latest day first.',
  query: z.object({ ...pageQuery, currency: currency.optional() }),
  answer: listOf(Rate),
});

export const createRate = operation({
  id: 'createRate',
  method: 'POST',
  path: '/rates',
  tag,
  scope: 'write',
  admin: true,
  repeatable: true,
  status: 201,
  summary: "Enter a day's exchange rate",
  description:
    'Payments of that UTC day and currency that waited for a rate count from now on. A rate is set once: the same one again changes nothing (200), another one is refused.',
  body: z.strictObject({
    day,
    currency,
    rate: z
      .string('must be a decimal number written as a string')
      .meta({ description: "One unit of the currency in units of the program's.", example: '0.0067' }),
  }),
  answer: Rate.extend({
    payments: z.number().int().meta({ description: 'Payments converted at this rate.' }),
  }),
  refusals: { 409: 'The day has another rate, which is never changed.' },
});

export const AuditEntry = z
  .object({
    id: z.string(),
    at: At,
    actor: z.object({ kind: z.string(), userId: z.string().nullable(), keyId: z.string().nullable() }),
    action: z.string().meta({ example: 'payout.approved' }),
    subject: z.object({ type: z.string(), id: z.string() }),
    partnerId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: '/audit-log',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List who did what',
  description: "A partner's key sees what concerns it, and no names of admins.",
  query: z.object({
    ...pageQuery,
    partnerId: partnerIdQuery,
    subjectType: idQuery.optional(),
    subjectId: idQuery.optional(),
  }),
  answer: listOf(AuditEntry),
});
