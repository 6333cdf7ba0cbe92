import { z } from 'zod';
import { operation } from '../operation';
import { At, Money } from '../schema';
import { Commission } from './money';

const Party = z
  .object({
    kind: z.enum(['you', 'partner', 'another_partner', 'impact', 'nobody']),
    id: z.string().nullable(),
    name: z.string().nullable(),
  })
  .meta({ id: 'Party', description: 'Who is meant. A partner’s key never learns who another partner is.' });

/** Every step tells itself in words, too. */
const told = {
  title: z.string(),
  words: z.string().meta({ description: 'One sentence.' }),
  details: z.array(z.string()).meta({ description: 'More, sentence by sentence.' }),
  figure: Money.nullable().meta({
    description: 'The amount that stands for the step; below zero: taken away.',
  }),
};
const count = z.number().int();
const reasons = ['agency', 'promotion_code', 'click', 'email_domain'] as const;

const Candidate = z.object({
  kind: z.enum([
    'click',
    'invitation',
    'handoff',
    'decision',
    'promotion_code',
    'colleague',
    'earlier_credit',
  ]),
  party: Party,
  id: z.string().nullable(),
  at: At.nullable(),
  until: At.nullable(),
  verdict: z.string().meta({ description: 'Why it lost.', example: 'outside_window' }),
});

const steps = [
  z.object({
    step: z.literal('click'),
    ...told,
    at: At,
    clickId: z.string(),
    party: Party,
    linkCode: z.string().nullable(),
    referrerHost: z.string().nullable(),
    source: z.enum(['direct_link', 'content', 'agency']).nullable(),
    windowDays: count,
    until: At,
    countedAt: At,
  }),
  z.object({
    step: z.literal('attribution'),
    ...told,
    at: At,
    by: z.enum(['sign_up', 'capture', 'purchase']),
    reason: z.enum(reasons),
    party: Party,
    linkedAt: At,
    promotionCode: z.string().nullable(),
    handoff: z.boolean(),
    declared: z.boolean(),
    decidedAt: At.nullable(),
    candidates: z.array(Candidate),
    earlier: z.array(z.object({ at: At, party: Party, reason: z.enum([...reasons, 'none']) })),
    lockedAt: At.nullable(),
    selfReferral: z.boolean(),
  }),
  z.object({ step: z.literal('sign_up'), ...told, at: At, customerId: z.string() }),
  z.object({
    step: z.literal('activated'),
    ...told,
    at: At,
    by: z.enum(['api_calls', 'active_days']),
    apiCalls: count,
    activeDays: count,
    apiCallsNeeded: count,
    activeDaysNeeded: count,
  }),
  z.object({
    step: z.literal('qualification'),
    ...told,
    at: At,
    metAt: At,
    activeDays: count,
    activeDaysAtLeast: count,
    members: count,
    membersAbove: count.nullable(),
  }),
  z.object({
    step: z.literal('payment'),
    ...told,
    at: At,
    paymentId: z.string(),
    amount: Money,
    basis: Money,
    rate: z.string().nullable(),
    months: count,
    monthlyValue: Money,
    periodFrom: At.nullable(),
    periodTo: At.nullable(),
    slice: count,
    sliceBasis: Money,
    sliceFrom: At,
    dueAt: At,
    month: z.string(),
    residue: count,
    paymentIntentId: z.string().nullable(),
    chargeId: z.string().nullable(),
  }),
  z.object({
    step: z.literal('first_payment'),
    ...told,
    at: At.nullable(),
    paymentId: z.string().nullable(),
    amount: Money.nullable(),
  }),
  z.object({
    step: z.literal('rule'),
    ...told,
    at: At,
    terms: z.string(),
    termsName: z.string(),
    version: count,
    chosenAt: At,
    reward: z.string(),
    rewardName: z.string(),
    qualifies: z.string(),
    pays: z.string(),
    limits: z.string(),
    release: z.string(),
    ownRate: z.boolean(),
  }),
  z.object({
    step: z.literal('arithmetic'),
    ...told,
    lines: z.array(
      z.object({
        kind: z.enum(['payment', 'months', 'flat', 'rate', 'cap', 'reversed', 'total']),
        factor: z.number().nullable(),
        amount: Money,
      }),
    ),
    rounding: z.number(),
  }),
  z.object({
    step: z.literal('cap'),
    ...told,
    cap: Money,
    per: z.enum(['partner_and_month', 'customer']),
    month: z.string().nullable(),
    usedBefore: Money,
    usedBy: z.array(
      z.object({ commissionId: z.string().nullable(), paymentId: z.string(), slice: count, amount: Money }),
    ),
    room: Money,
    uncapped: Money,
    amount: Money,
  }),
  z.object({ step: z.literal('hold'), ...told, at: At.nullable(), days: count, until: At.nullable() }),
  z.object({
    step: z.literal('sustained'),
    ...told,
    at: At.nullable(),
    floor: At.nullable(),
    activityAt: At.nullable(),
    activeSince: At.nullable(),
    missing: z.array(z.enum(['first_payment', 'ninety_days', 'return', 'activity'])),
  }),
  z.object({
    step: z.literal('freeze'),
    ...told,
    at: At,
    reason: z.enum(['dispute', 'self_referral']),
    disputeId: z.string().nullable(),
    to: At.nullable(),
    outcome: z.enum(['won', 'lost', 'allowed', 'denied']).nullable(),
  }),
  z.object({
    step: z.literal('release'),
    ...told,
    at: At.nullable(),
    plannedAt: At.nullable(),
    decidedBy: z.enum(['hold', 'sustained', 'dispute', 'self_referral']).nullable(),
    waitsFor: z.enum(['first_payment', 'sustained', 'dispute', 'self_referral', 'time']).nullable(),
    never: z.boolean(),
  }),
  z.object({
    step: z.literal('reversal'),
    ...told,
    at: At,
    reason: z.enum(['refund', 'dispute_lost', 'early_churn', 'never_sustained', 'self_referral']),
    total: z.boolean(),
    refunded: Money.nullable(),
    refundedOfSlice: Money.nullable(),
    sliceBasis: Money.nullable(),
    target: Money,
    difference: Money,
    from: z.enum(['qualifying', 'pending', 'available']),
  }),
  z.object({
    step: z.literal('payout'),
    ...told,
    at: At,
    payoutId: z.string(),
    amount: Money,
    status: z.enum([
      'requested',
      'approved',
      'sending',
      'paid',
      'rejected',
      'failed',
      'returned',
      'canceled',
    ]),
    paidAt: At.nullable(),
    transferId: z.string().nullable(),
    destination: z.string().nullable(),
  }),
] as const;

export const ExplanationStep = z.discriminatedUnion('step', steps).meta({ id: 'ExplanationStep' });

export const Explanation = z
  .object({
    commission: Commission,
    asOf: At,
    words: z.string().meta({ description: 'What it comes to, in one sentence.' }),
    withdrawnAt: At.nullable().meta({ description: 'A late event undid it: it counts nowhere.' }),
    inBooks: z
      .boolean()
      .meta({ description: 'The books say the same. False for a moment, while a new event is settled.' }),
    steps: z
      .array(ExplanationStep)
      .meta({ description: 'From the click to the bank. Empty when withdrawn.' }),
  })
  .meta({ id: 'Explanation' });

export const readExplanation = operation({
  id: 'readExplanation',
  method: 'GET',
  path: '/commissions/{id}/explanation',
  tag: 'Money',
  scope: 'read',
  status: 200,
  summary: 'Explain a commission',
  description:
    'The whole path with its actual figures: click, credit and who lost it, milestones, payment, rule and version, arithmetic, cap, hold, release, reversals, payouts. Recomputed from the recorded facts.',
  answer: Explanation,
});
