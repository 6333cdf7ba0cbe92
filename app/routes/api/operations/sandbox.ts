import { z } from 'zod';
import { parseInstant } from '~/kernel/iso';
import type { Instant } from '~/kernel/time';
import { operation } from '../operation';
import { At, idQuery } from '../schema';

const tag = 'Sandbox';

export const Clock = z.object({ now: At, running: z.boolean() }).meta({ id: 'Clock' });

export const readClock = operation({
  id: 'readClock',
  method: 'GET',
  path: '/sandbox/clock',
  tag,
  scope: 'read',
  admin: true,
  sandbox: true,
  status: 200,
  summary: "Read the program's clock",
  answer: Clock,
});

const instant = z.string('must be an ISO 8601 instant with a zone').transform((text, context): Instant => {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  context.addIssue('must be an ISO 8601 instant with a zone, such as 2026-01-31T12:00:00Z');
  return z.NEVER;
});

export const moveClock = operation({
  id: 'moveClock',
  method: 'POST',
  path: '/sandbox/clock',
  tag,
  scope: 'sandbox',
  admin: true,
  sandbox: true,
  repeatable: true,
  status: 200,
  summary: "Move the program's clock",
  description:
    'Forward only. Runs every job that falls due on the way, in order, and answers when they are done; the clock then stands still. `{"running": true}` lets it go on.',
  body: z
    .strictObject({ now: instant.optional(), running: z.literal(true, 'must be true').optional() })
    .refine(
      ({ now, running }) => (now === undefined) !== (running === undefined),
      'must hold either now or running',
    ),
  answer: Clock,
  refusals: { 409: 'The clock is later than that already.' },
});

export const createSandboxAccount = operation({
  id: 'createSandboxAccount',
  method: 'POST',
  path: '/sandbox/stripe-accounts',
  tag,
  scope: 'sandbox',
  admin: true,
  sandbox: true,
  status: 201,
  summary: 'Give a partner an onboarded account at the Stripe-compatible server',
  body: z.strictObject({ partnerId: idQuery }),
  answer: z.object({ partnerId: z.string(), stripeAccountId: z.string(), payable: z.boolean() }),
});

export const listSandboxTransfers = operation({
  id: 'listSandboxTransfers',
  method: 'GET',
  path: '/sandbox/stripe-transfers',
  tag,
  scope: 'read',
  admin: true,
  sandbox: true,
  status: 200,
  summary: 'List the transfers the Stripe-compatible server received',
  answer: z.object({
    data: z.array(
      z.object({
        id: z.string(),
        amount: z.string(),
        currency: z.string(),
        destination: z.string(),
        transferGroup: z.string().nullable(),
        idempotencyKey: z.string().nullable(),
        createdAt: z.string(),
      }),
    ),
  }),
});
