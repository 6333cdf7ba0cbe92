import { z } from 'zod';
import {
  findingOutcomes,
  severities,
  stepStates,
  steps,
  subjectTypes,
} from '~/domain/reconciliation/finding';
import { operation } from '../operation';
import { At, instantQuery, listOf, Money, pageQuery } from '../schema';

const count = z.int();

export const Finding = z
  .object({
    id: z.string(),
    step: z.enum(steps),
    kind: z.string().meta({ example: 'payment_missing' }),
    severity: z.enum(severities),
    outcome: z.enum(findingOutcomes).meta({ description: 'What was done about it.' }),
    subject: z.object({ type: z.enum(subjectTypes), id: z.string() }),
    message: z.string(),
    atStake: Money.nullable(),
    at: At,
  })
  .meta({ id: 'ReconciliationFinding' });

const run = {
  id: z.string(),
  origin: z.enum(['schedule', 'admin', 'api', 'command']),
  month: z.string().nullable().meta({ description: 'Of the monthly one: its month.', example: '2026-02' }),
  state: z.enum(['running', 'done', 'failed']),
  reason: z.string().nullable().meta({ description: 'Why it failed, or what was left out.' }),
  repair: z.boolean(),
  since: At.nullable(),
  startedAt: At,
  finishedAt: At.nullable(),
  steps: z.array(
    z.object({
      step: z.enum(steps),
      state: z.enum(stepStates),
      reason: z.string().nullable(),
      read: count.meta({ description: 'How many were looked at so far.' }),
      total: count.nullable(),
      findings: count,
    }),
  ),
  found: z.object({ error: count, warning: count, info: count }),
  done: z.object({ repaired: count, waiting: count, left: count, needs_person: count, noted: count }),
};

export const Reconciliation = z.object(run).meta({ id: 'Reconciliation' });

const tag = 'Reconciliation';

export const listReconciliations = operation({
  id: 'listReconciliations',
  method: 'GET',
  path: '/reconciliations',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'List reconciliations',
  query: z.object(pageQuery),
  answer: listOf(Reconciliation),
});

export const createReconciliation = operation({
  id: 'createReconciliation',
  method: 'POST',
  path: '/reconciliations',
  tag,
  scope: 'write',
  admin: true,
  status: 202,
  summary: 'Reconcile now',
  description:
    'Compares the books with Stripe and with themselves, and fetches what never arrived. It is done by the worker: read it until its state is not `running`.',
  body: z
    .strictObject({
      repair: z
        .boolean('must be true or false')
        .default(true)
        .meta({ description: 'false: differences are found and left.' }),
      since: instantQuery.optional().meta({ description: 'Only what Stripe made at or after it.' }),
    })
    .default({ repair: true }),
  answer: Reconciliation,
  refusals: { 409: 'One is under way.' },
});

export const readReconciliation = operation({
  id: 'readReconciliation',
  method: 'GET',
  path: '/reconciliations/{id}',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'Read a reconciliation and what it found',
  description: 'Findings come in pages, the worst first.',
  query: z.object(pageQuery),
  answer: z.object({ ...run, findings: z.array(Finding), nextCursor: z.string().nullable() }),
});
