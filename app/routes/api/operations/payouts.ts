import { z } from 'zod';
import { payoutStatuses } from '~/domain/payout/payout';
import { operation } from '../operation';
import { At, idQuery, listOf, Money, pageQuery, partnerIdQuery } from '../schema';

export const Payout = z
  .object({
    id: z.string(),
    partnerId: z.string(),
    amount: Money,
    status: z.enum(payoutStatuses),
    destination: z.string().meta({
      description:
        'The Stripe account, as it was when the payout was requested; `manual:` and an id for one paid by hand to bank details.',
    }),
    transferId: z.string().nullable().meta({
      description: 'The transfer at Stripe; `manual:` and the reference of the bank for one paid by hand.',
    }),
    requestedAt: At,
    approvals: z.array(z.object({ by: z.string(), at: At })),
    paidAt: At.nullable(),
    reason: z.string().nullable(),
    origin: z.enum(['partner', 'schedule', 'admin', 'api']),
    needsReview: z.boolean().meta({ description: 'An admin must look before anything is sent.' }),
    manifestHash: z
      .string()
      .meta({ description: 'Names exactly this amount, destination and list of commissions.' }),
    batchId: z.string().nullable().meta({ description: 'Those requested together; null: requested alone.' }),
  })
  .meta({ id: 'Payout' });

const AMOUNT = 'must be Money, such as {"amount": "5000", "currency": "USD"}';
const minorUnits = z.string(AMOUNT).regex(/^[1-9]\d{0,15}$/, AMOUNT);

/** Money, or minor units of the program's currency alone. */
const amount = z
  .union(
    [
      z.strictObject({ amount: minorUnits, currency: z.string().regex(/^[A-Z]{3}$/) }),
      minorUnits,
      z.int().min(1),
    ],
    AMOUNT,
  )
  .transform((value) =>
    typeof value === 'object'
      ? { amount: BigInt(value.amount), currency: value.currency }
      : { amount: BigInt(value), currency: null },
  )
  .meta({ description: 'Absent: everything available.' });

const tag = 'Payouts';

export const listPayouts = operation({
  id: 'listPayouts',
  method: 'GET',
  path: '/payouts',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List payouts',
  query: z.object({
    ...pageQuery,
    status: z.enum(payoutStatuses, 'is not a status of a payout').optional(),
    partnerId: partnerIdQuery,
  }),
  answer: listOf(Payout),
});

export const requestPayout = operation({
  id: 'requestPayout',
  method: 'POST',
  path: '/payouts',
  tag,
  scope: 'payouts:request',
  status: 201,
  summary: 'Request a payout',
  body: z.strictObject({
    amount: amount.optional(),
    partnerId: idQuery.optional().meta({ description: 'An admin must send it.' }),
  }),
  answer: Payout,
  refusals: {
    422: 'With a `code`: below_minimum, insufficient_available, no_payout_account, destination_changed, partner_not_active.',
  },
});

export const readPayout = operation({
  id: 'readPayout',
  method: 'GET',
  path: '/payouts/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read a payout',
  answer: Payout,
});

export const approvePayout = operation({
  id: 'approvePayout',
  method: 'POST',
  path: '/payouts/{id}/approval',
  tag,
  scope: 'payouts:approve',
  admin: true,
  status: 200,
  summary: 'Approve a payout',
  description:
    'The scope stands for the second factor. 202 while another approval is needed; two keys of one admin count once.',
  body: z.strictObject({
    manifestHash: z
      .string('must be a string')
      .max(128)
      .optional()
      .meta({ description: 'What was looked at.' }),
  }),
  answer: Payout,
  refusals: {
    403: 'Nobody approves a payout of a partner they belong to.',
    409: 'It is not `requested` any more (`wrong_state`), or something it pays has changed since (`changed`).',
  },
});

export const rejectPayout = operation({
  id: 'rejectPayout',
  method: 'POST',
  path: '/payouts/{id}/rejection',
  tag,
  scope: 'payouts:approve',
  admin: true,
  status: 200,
  summary: 'Reject a payout',
  body: z.strictObject({
    reason: z
      .string('must be a string')
      .trim()
      .min(1, 'must not be empty')
      .max(500, 'must not be longer than 500 characters')
      .default('Rejected by the program.')
      .meta({ description: 'Shown to the partner.' }),
  }),
  answer: Payout,
  refusals: { 409: 'It is being sent, or over.' },
});

export const cancelPayout = operation({
  id: 'cancelPayout',
  method: 'POST',
  path: '/payouts/{id}/cancellation',
  tag,
  scope: 'payouts:request',
  status: 200,
  summary: 'Cancel a payout that is requested',
  answer: Payout,
  refusals: { 409: 'It is not `requested` any more.' },
});

export const readStatementPdf = operation({
  id: 'readStatementPdf',
  method: 'GET',
  path: '/payouts/{id}/statement.pdf',
  tag,
  scope: 'read',
  status: 200,
  summary: "Read a payout's statement as PDF",
  mediaType: 'application/pdf',
  answer: z.string(),
});

export const readStatementCsv = operation({
  id: 'readStatementCsv',
  method: 'GET',
  path: '/payouts/{id}/statement.csv',
  tag,
  scope: 'read',
  status: 200,
  summary: "Read a payout's statement as CSV",
  mediaType: 'text/csv',
  answer: z.string(),
});
