import { z } from 'zod';
import { timelineTypes } from '~/domain/qualification/timeline';
import { operation } from '../operation';
import { At, idQuery, listOf, Money, pageQuery, partnerIdQuery } from '../schema';

const stages = ['linked', 'signed_up', 'activated', 'paid', 'sustained'] as const;

const PartnerReferral = z.object({
  partnerId: z.string(),
  reason: z.enum(['agency', 'promotion_code', 'click', 'email_domain']),
  clickId: z.string().nullable(),
  source: z.enum(['direct_link', 'content', 'agency']).nullable(),
  locked: z.boolean().meta({ description: 'From the first payment on the referral never moves.' }),
});

const ImpactReferral = z.object({
  channel: z.literal('impact'),
  reason: z.enum(['agency', 'promotion_code', 'click', 'email_domain']),
  clickId: z.string().nullable(),
});

export const Customer = z
  .object({
    id: z.string(),
    externalId: z.string().meta({ description: "The product's own id; `customerId` elsewhere." }),
    email: z.string().meta({ description: "Masked for a partner's key." }),
    name: z.string().nullable().meta({ description: "Null for a partner's key." }),
    stage: z.enum(stages),
    milestones: z.object({
      linkedAt: At.nullable(),
      signedUpAt: At.nullable(),
      activatedAt: At.nullable(),
      paidAt: At.nullable(),
      sustainedAt: At.nullable(),
      churnedAt: At.nullable(),
    }),
    trialing: z.boolean(),
    referral: z
      .union([PartnerReferral, ImpactReferral])
      .nullable()
      .meta({ description: 'Who is credited; null: nobody.' }),
    lifetimeValue: Money,
    flags: z.array(z.string()),
    activeDays: z.number().int(),
    members: z.number().int(),
    lastActiveAt: At.nullable(),
    createdAt: At,
  })
  .meta({ id: 'Customer' });

export const TimelineEntry = z
  .object({
    at: At,
    type: z.enum(timelineTypes),
    id: z.string(),
    amount: Money.nullable(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    words: z.string().meta({ description: 'One sentence.' }),
    change: z
      .string()
      .nullable()
      .meta({ description: 'Of what earned nothing: what would have changed it.' }),
  })
  .meta({ id: 'TimelineEntry' });

const tag = 'Customers';

export const listCustomers = operation({
  id: 'listCustomers',
  method: 'GET',
  path: '/customers',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List customers',
  description: "A partner's key sees the customers credited to it.",
  query: z.object({
    ...pageQuery,
    externalId: idQuery.optional(),
    stage: z.enum(stages, 'is not a stage').optional(),
    partnerId: partnerIdQuery,
  }),
  answer: listOf(Customer),
});

export const readCustomer = operation({
  id: 'readCustomer',
  method: 'GET',
  path: '/customers/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read a customer',
  answer: Customer,
});

export const readTimeline = operation({
  id: 'readTimeline',
  method: 'GET',
  path: '/customers/{id}/timeline',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read everything that happened to a customer',
  description:
    'Oldest first: clicks, sign-up, who was credited and when that moved, use by day, milestones, payments, refunds, disputes, subscriptions, commissions with each step of their life, payouts; and everything that earned nothing, with the reason and what would have changed it (`earned_nothing`, `not_earned_yet`).',
  query: z.object(pageQuery),
  answer: listOf(TimelineEntry),
});
