import { z } from 'zod';
import { isCountry } from '~/domain/partner/payout-country';
import { operation } from '../operation';
import { At, listOf, Money, pageQuery } from '../schema';

const statuses = ['pending', 'active', 'paused', 'suspended', 'rejected', 'closed'] as const;
const name = z
  .string('must be a string')
  .trim()
  .min(1, 'must not be empty')
  .max(120, 'must not be longer than 120 characters');
const email = z.email('must be a mail address').max(254, 'must not be longer than 254 characters');
const country = z
  .string('must be a country’s code')
  .refine(isCountry, 'must be a country’s code (ISO 3166-1 alpha-2, such as DE)');
const terms = z.string('must be the key of terms').max(40, 'must not be longer than 40 characters');
const rateBps = z
  .number('must be basis points: 1500 is 15 %')
  .int('must be a whole number of basis points')
  .min(0, 'must be at least 0')
  .max(10_000, 'must be at most 10000')
  .nullable()
  .meta({ description: "The partner's own rate where its terms allow one; null: the reward's." });

export const Partner = z
  .object({
    id: z.string(),
    handle: z.string().meta({ example: 'ada' }),
    kind: z.enum(['affiliate', 'agency']),
    name: z.string(),
    email: z.string(),
    status: z.enum(statuses),
    terms: z.string().meta({ example: 'developer' }),
    rateBps: z.number().int().nullable(),
    country: z
      .string()
      .nullable()
      .meta({ description: 'ISO 3166-1 alpha-2; null: the partner has not said.', example: 'DE' }),
    stripeAccountId: z.string().nullable(),
    payoutMethod: z
      .enum(['stripe', 'manual'])
      .meta({ description: 'How the partner is paid: by Stripe, or by hand to bank details it wrote down.' }),
    payable: z
      .boolean()
      .meta({ description: 'Money can be sent: the account receives transfers, or there are bank details.' }),
    automaticPayout: z.boolean().meta({ description: 'Asks for a payout on the 1st of each month.' }),
    createdAt: At,
    totals: z.object({
      clicks: z.number().int(),
      customers: z.number().int(),
      revenue: Money,
      commission: Money,
    }),
  })
  .meta({ id: 'Partner' });

const tag = 'Partners';

export const listPartners = operation({
  id: 'listPartners',
  method: 'GET',
  path: '/partners',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List partners',
  query: z.object({
    ...pageQuery,
    status: z.enum(statuses, 'is not a status of a partner').optional(),
    kind: z.enum(['affiliate', 'agency'], 'must be affiliate or agency').optional(),
    search: z.string().max(100).optional().meta({ description: 'Part of a handle, name or mail address.' }),
  }),
  answer: listOf(Partner),
});

export const createPartner = operation({
  id: 'createPartner',
  method: 'POST',
  path: '/partners',
  tag,
  scope: 'write',
  admin: true,
  status: 201,
  summary: 'Create a partner',
  description:
    'The partner is active at once and gets a direct link, where `?ref=<handle>` counts. No mail is sent.',
  body: z.strictObject({
    handle: z
      .string('must be a string')
      .max(64, 'must not be longer than 64 characters')
      .meta({ example: 'ada' }),
    kind: z.enum(['affiliate', 'agency'], 'must be affiliate or agency'),
    name,
    email,
    terms: terms
      .optional()
      .meta({ description: 'Absent: developer for an affiliate, agency for an agency.' }),
    rateBps: rateBps.optional(),
    country: country.optional(),
  }),
  answer: Partner,
  refusals: { 409: 'The handle is taken.' },
});

export const readPartner = operation({
  id: 'readPartner',
  method: 'GET',
  path: '/partners/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read a partner',
  answer: Partner,
});

export const changePartner = operation({
  id: 'changePartner',
  method: 'PATCH',
  path: '/partners/{id}',
  tag,
  scope: 'write',
  status: 200,
  summary: 'Change a partner',
  description:
    'Status, terms and rate hold from now on and need an admin; what happened before keeps what was in force then.',
  body: z
    .strictObject({
      name: name.optional(),
      email: email.optional(),
      country: country.optional(),
      automaticPayout: z.boolean('must be true or false').optional(),
      status: z.enum(statuses, 'is not a status of a partner').optional(),
      terms: terms.optional(),
      rateBps: rateBps.optional(),
      reason: z.string('must be a string').max(500).optional().meta({ description: 'Shown to the partner.' }),
    })
    .refine((change) => Object.keys(change).some((key) => key !== 'reason'), 'must change something'),
  answer: Partner,
  refusals: {
    403: 'Only an admin changes status, terms or rate.',
    409: 'The status cannot follow the one it has.',
  },
});
