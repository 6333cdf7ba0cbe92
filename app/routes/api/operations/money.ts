import { z } from 'zod';
import { funnelIntervals } from '~/domain/reporting/funnel';
import { operation } from '../operation';
import { At, idQuery, instantQuery, listOf, Money, pageQuery, partnerIdQuery } from '../schema';

const statuses = ['accrued', 'vested', 'released', 'paid', 'reversed'] as const;

export const Commission = z
  .object({
    id: z.string(),
    partnerId: z.string(),
    customerId: z
      .string()
      .nullable()
      .meta({ description: "The product's id; null for a purchase without a customer." }),
    reward: z.string().meta({ example: 'tier-1' }),
    cause: z.union([
      z.object({ type: z.literal('payment'), id: z.string(), slice: z.number().int() }),
      z.object({ type: z.literal('customer'), id: z.string() }),
    ]),
    terms: z.object({ key: z.string(), version: z.number().int() }),
    basis: Money.nullable().meta({ description: 'Null for a flat reward.' }),
    rateBps: z.number().int().nullable(),
    uncapped: Money,
    amount: Money,
    reversed: Money,
    status: z.enum(statuses),
    month: z.string().nullable().meta({ example: '2026-01' }),
    accruedAt: At.nullable(),
    vestedAt: At.nullable(),
    releaseDueAt: At.nullable().meta({ description: 'Planned, while vested.' }),
    releasedAt: At.nullable(),
    paidAt: At.nullable(),
    reversedAt: At.nullable(),
    reversalReason: z.string().nullable(),
    frozen: z.boolean(),
    createdAt: At,
  })
  .meta({ id: 'Commission' });

export const Balance = z
  .object({
    accrued: Money.meta({ description: 'Qualifying: the customer has not paid yet.' }),
    pending: Money,
    available: Money.meta({ description: 'Below zero after a clawback.' }),
    inTransit: Money,
    paid: Money,
  })
  .meta({ id: 'Balance' });

const figures = {
  clicks: z.number().int(),
  uniqueClicks: z.number().int(),
  linked: z.number().int().meta({ description: 'Unique clicks and referrals without a click.' }),
  signedUp: z.number().int(),
  activated: z.number().int(),
  paid: z.number().int(),
  sustained: z.number().int(),
  revenue: Money,
  commission: Money,
  epc: Money.meta({ description: 'Earnings per click.' }),
};

export const Funnel = z
  .object({
    totals: z.object({ ...figures, trialing: z.number().int(), churned: z.number().int() }),
    series: z.array(z.object({ date: z.iso.date(), ...figures })),
  })
  .meta({ id: 'Funnel' });

const tag = 'Money';

export const listCommissions = operation({
  id: 'listCommissions',
  method: 'GET',
  path: '/commissions',
  tag,
  scope: 'read',
  status: 200,
  summary: 'List commissions',
  query: z.object({
    ...pageQuery,
    status: z.enum(statuses, 'is not a status of a commission').optional(),
    customerId: idQuery.optional().meta({ description: "The product's id." }),
    reward: idQuery.optional(),
    from: instantQuery.optional().meta({ description: 'Accrued at or after this instant.' }),
    to: instantQuery.optional().meta({ description: 'Accrued before this instant.' }),
    partnerId: partnerIdQuery,
  }),
  answer: listOf(Commission),
});

export const readCommission = operation({
  id: 'readCommission',
  method: 'GET',
  path: '/commissions/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read a commission',
  answer: Commission,
});

export const readBalance = operation({
  id: 'readBalance',
  method: 'GET',
  path: '/balance',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read the balance of a partner, or of the whole program',
  query: z.object({ partnerId: partnerIdQuery }),
  answer: Balance,
});

export const readFunnel = operation({
  id: 'readFunnel',
  method: 'GET',
  path: '/analytics/funnel',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read the funnel of a period',
  description:
    'Totals follow what was linked in [from, to), each customer in every milestone up to its furthest; points of the series count what happened in them.',
  query: z.object({
    from: instantQuery.optional().meta({ description: 'Absent: 30 days before `to`.' }),
    to: instantQuery.optional().meta({ description: 'Absent: the end of today.' }),
    interval: z.enum(funnelIntervals, 'must be day, week or month').default('day'),
    linkId: idQuery.optional(),
    source: z.enum(['direct_link', 'content', 'agency'], 'must be direct_link, content or agency').optional(),
    partnerId: partnerIdQuery,
  }),
  answer: Funnel,
});
