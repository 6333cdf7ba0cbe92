import { z } from 'zod';
import { operation } from '../operation';
import { At, idQuery, listOf, pageQuery, partnerIdQuery } from '../schema';

const source = z.enum(['direct_link', 'content', 'agency'], 'must be direct_link, content or agency');
const label = z.string('must be a string').max(120, 'must not be longer than 120 characters').nullable();
const destination = z.string('must be a string').meta({
  description: "Where the link leads; its host must be one of the program's.",
  example: 'https://emdash.dev/pricing',
});

export const Link = z
  .object({
    id: z.string(),
    partnerId: z.string(),
    code: z.string(),
    url: z.url(),
    destination: z.string(),
    source,
    label: z.string().nullable(),
    default: z.boolean().meta({ description: 'Where `?ref=<handle>` counts.' }),
    clicks: z.number().int(),
    uniqueClicks: z.number().int(),
    createdAt: At,
    archivedAt: At.nullable(),
  })
  .meta({ id: 'Link' });

export const Click = z
  .object({
    id: z.string(),
    at: At,
    channel: z.enum(['partner', 'impact']),
    partnerId: z.string().nullable(),
    linkId: z.string().nullable(),
    source: source.nullable(),
    windowDays: z.number().int().meta({ description: 'The window in force when it happened.' }),
    visitorId: z.string(),
    unique: z.boolean(),
    landingUrl: z.string().nullable().meta({ description: 'Without its query string.' }),
    referrerHost: z.string().nullable(),
  })
  .meta({ id: 'Click' });

const tag = 'Links and clicks';

export const listLinks = operation({
  id: 'listLinks',
  method: 'GET',
  path: '/links',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List links',
  query: z.object({
    ...pageQuery,
    partnerId: partnerIdQuery,
    source: source.optional(),
    archived: z.enum(['true', 'false'], 'must be true or false').optional(),
  }),
  answer: listOf(Link),
});

export const createLink = operation({
  id: 'createLink',
  method: 'POST',
  path: '/links',
  tag,
  scope: 'write',
  status: 201,
  summary: 'Create a link',
  body: z.strictObject({
    partnerId: idQuery.optional().meta({ description: 'An admin must send it.' }),
    code: z
      .string('must be a string')
      .optional()
      .meta({ description: 'Absent: one is made up.', example: 'launch' }),
    destination,
    source,
    label: label.optional(),
  }),
  answer: Link,
  refusals: { 409: 'The code is taken.', 422: 'Among others: the host of the destination is not allowed.' },
});

export const readLink = operation({
  id: 'readLink',
  method: 'GET',
  path: '/links/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read a link',
  answer: Link,
});

export const changeLink = operation({
  id: 'changeLink',
  method: 'PATCH',
  path: '/links/{id}',
  tag,
  scope: 'write',
  status: 200,
  summary: 'Change where a link leads, or its label',
  body: z
    .strictObject({ destination: destination.optional(), label: label.optional() })
    .refine((change) => Object.keys(change).length > 0, 'must change something'),
  answer: Link,
  refusals: { 409: 'The link is archived.' },
});

const archiving = {
  tag,
  scope: 'write',
  status: 200,
  summary: 'Archive a link',
  description: 'Its clicks stop counting and its code stays taken; archiving again changes nothing.',
  answer: Link,
  refusals: { 409: "It is the partner's default link." },
} as const;

export const archiveLink = operation({
  id: 'archiveLink',
  method: 'POST',
  path: '/links/{id}/archive',
  ...archiving,
});
export const deleteLink = operation({
  id: 'deleteLink',
  method: 'DELETE',
  path: '/links/{id}',
  ...archiving,
});

export const listClicks = operation({
  id: 'listClicks',
  method: 'GET',
  path: '/clicks',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List clicks',
  description: 'Bots are counted elsewhere and are not among them.',
  query: z.object({
    ...pageQuery,
    partnerId: partnerIdQuery,
    linkId: idQuery.optional(),
    channel: z.enum(['partner', 'impact'], 'must be partner or impact').optional(),
  }),
  answer: listOf(Click),
});
