import { z } from 'zod';
import { TermsDocument } from '~/domain/program/terms-document';
import { operation } from '../operation';
import { At, idQuery, instantField, listOf, pageQuery, partnerIdQuery } from '../schema';

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
    effectiveAt: instantField.optional().meta({ description: 'Absent: now. Never in the past.' }),
    document: TermsDocument,
  }),
  answer: Terms,
  refusals: { 409: 'Another version of these terms begins at that very instant.' },
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
