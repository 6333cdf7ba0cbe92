import { z } from 'zod';
import { payoutFlags, riskGroups } from '~/domain/payout/batch-risk';
import { operation } from '../operation';
import { At, idQuery, listOf, Money, pageQuery } from '../schema';
import { Payout } from './payouts';

const flags = z
  .array(z.enum(payoutFlags))
  .meta({ description: 'What stands out about it, the worst first.' });
const last = Money.nullable().meta({
  description: "The partner's payout before it that was approved; null: there was none.",
});
const hash = z.string('must be a string').regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');
const outcomes = [
  ...['approved', 'needs_another', 'own_payout', 'changed', 'not_active', 'no_account'],
  ...['decided_before', 'ended'],
] as const;
const Result = z.object({
  payoutId: z.string(),
  outcome: z.enum(outcomes as readonly [(typeof outcomes)[number], ...(typeof outcomes)[number][]]),
});

export const PayoutBatch = z
  .object({
    id: z.string(),
    origin: z.enum(['schedule', 'admin', 'api', 'command']),
    month: z
      .string()
      .nullable()
      .meta({ description: 'Of the run of the 1st: its month.', example: '2026-02' }),
    createdBy: z.string().nullable(),
    createdAt: At,
    payouts: z.int(),
    amount: Money,
    stopped: z.int().meta({ description: 'Payouts an admin must look at before anything is sent.' }),
  })
  .meta({ id: 'PayoutBatch' });

const BatchedPayout = z.object({
  ...Payout.shape,
  last,
  flags,
  group: z
    .enum(riskGroups)
    .nullable()
    .meta({ description: 'While it waits for an approval. Blocked: an approval would be refused.' }),
  exception: z
    .object({ reason: z.string(), next: z.string() })
    .nullable()
    .meta({ description: 'Why it is not on its way, and what to do about it.' }),
});

const BatchApproval = z.object({
  id: z.string(),
  by: z.string(),
  at: At,
  manifestHash: z.string(),
  amount: Money,
  note: z.string().nullable(),
  results: z.array(Result),
});

const tag = 'Payouts';

export const listPayoutBatches = operation({
  id: 'listPayoutBatches',
  method: 'GET',
  path: '/payout-batches',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'List batches of payouts requested together',
  query: z.object(pageQuery),
  answer: listOf(PayoutBatch),
});

export const createPayoutBatch = operation({
  id: 'createPayoutBatch',
  method: 'POST',
  path: '/payout-batches',
  tag,
  scope: 'payouts:request',
  admin: true,
  status: 201,
  summary: 'Request a payout for everybody eligible',
  description:
    'With `dryRun` nothing is requested: 200 with what would be. Nothing is sent before it is approved. 200 with `batch` null when nobody is eligible.',
  body: z
    .strictObject({
      dryRun: z.boolean('must be true or false').default(false),
      partnerIds: z
        .array(idQuery)
        .min(1, 'must not be empty')
        .max(1000, 'must not name more than 1000')
        .optional()
        .meta({ description: 'Only these partners.' }),
    })
    .default({ dryRun: false }),
  answer: z.object({
    batch: PayoutBatch.nullable(),
    partners: z.array(
      z.object({
        partnerId: z.string(),
        handle: z.string(),
        amount: Money.meta({ description: 'What is requested; for those left out what is available.' }),
        last,
        flags,
        requested: z.boolean().meta({ description: 'In a dry run: would be.' }),
        reason: z.string().nullable().meta({ description: 'Why not.' }),
      }),
    ),
  }),
});

export const readPayoutBatch = operation({
  id: 'readPayoutBatch',
  method: 'GET',
  path: '/payout-batches/{id}',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'Read a batch, its payouts and its approvals',
  description:
    'Every payout with its flags and its group. `clean` is what an approval of all clean ones sends back: it names exactly these.',
  answer: z.object({
    ...PayoutBatch.shape,
    items: z.array(BatchedPayout),
    clean: z.object({
      manifestHash: z.string(),
      amount: Money,
      payouts: z.array(z.object({ payoutId: z.string(), manifestHash: z.string() })),
    }),
    approvals: z.array(BatchApproval),
  }),
});

export const approvePayoutBatch = operation({
  id: 'approvePayoutBatch',
  method: 'POST',
  path: '/payout-batches/{id}/approval',
  tag,
  scope: 'payouts:approve',
  admin: true,
  repeatable: true,
  status: 200,
  summary: 'Approve payouts of a batch',
  description:
    'The scope stands for the second factor. Each payout is approved on its own; what changed since it was looked at is left, with the reason. A payout that is not named is never approved.\n\n`manifestHash` is the SHA-256 of the canonical JSON (RFC 8785) of `{"version": 1, "batchId", "payouts": [{payoutId, partnerId, amount, currency, destination, manifestHash}]}`, payouts in order of their ids, amounts as strings of minor units.',
  body: z.strictObject({
    manifestHash: hash,
    payouts: z
      .array(z.strictObject({ payoutId: idQuery, manifestHash: hash }))
      .min(1, 'must not be empty')
      .max(5000, 'must not name more than 5000'),
    note: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(500, 'must be at most 500 characters')
      .optional()
      .meta({
        description:
          'Why what stands out is right; needed when one of the payouts has flags. Kept with the approval.',
      }),
  }),
  answer: z.object({ approvalId: z.string(), amount: Money, results: z.array(Result) }),
  refusals: {
    409: 'The hash is not that of the payouts named, as they are in this batch (`other_manifest`).',
    422: 'One of the payouts has flags and there is no note (`note_missing`).',
  },
});
