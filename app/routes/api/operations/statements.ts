import { z } from 'zod';
import { MONTH, YEAR } from '~/domain/payout/month-statement';
import { operation } from '../operation';
import { At, Money, partnerIdQuery } from '../schema';

const month = z.string().meta({ example: '2026-02' });

export const MonthSummary = z
  .object({
    month,
    closedAt: At.nullable().meta({ description: 'null: more may be booked in this month.' }),
    earned: Money,
    paid: Money,
    closing: Money.meta({
      description: 'Pending, available and on its way together, at the end of the month.',
    }),
  })
  .meta({ id: 'MonthSummary' });

const Holdings = z.object({ pending: Money, available: Money, inTransit: Money });

export const MonthStatement = z
  .object({
    month,
    closedAt: At.nullable(),
    opening: Holdings,
    lines: z.array(
      z.object({
        at: At,
        kind: z.string().meta({ example: 'release' }),
        cancels: z.boolean().meta({ description: 'It undoes an earlier line.' }),
        reference: z.string().meta({ description: 'A commission or a payout.' }),
        pending: Money,
        available: Money,
        inTransit: Money,
        paid: Money,
      }),
    ),
    closing: Holdings,
  })
  .meta({ id: 'MonthStatement' });

const tag = 'Payouts';
const query = z.object({ partnerId: partnerIdQuery });
const closed = 'A closed month never changes: what is booked later belongs to a later one.';

export const listStatements = operation({
  id: 'listStatements',
  method: 'GET',
  path: '/statements',
  tag,
  scope: 'read',
  status: 200,
  summary: "List a partner's months",
  description: `An admin must send \`partnerId\`. ${closed}`,
  query,
  answer: z.object({ data: z.array(MonthSummary), nextCursor: z.null() }),
});

export const readStatement = operation({
  id: 'readStatement',
  method: 'GET',
  path: '/statements/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read the statement of a month, such as 2026-02',
  description: `Opening balance, every ledger transaction in order of booking, closing balance. ${closed}`,
  query,
  answer: MonthStatement,
});

export const readYearTotals = operation({
  id: 'readYearTotals',
  method: 'GET',
  path: '/year-totals/{id}',
  tag,
  scope: 'read',
  status: 200,
  summary: 'Read what was paid in a year by month, for the taxes',
  description: 'A partner’s key: its own; an admin’s: of everybody who was paid, or of one with `partnerId`.',
  query,
  answer: z.object({
    data: z.array(
      z.object({
        partnerId: z.string(),
        handle: z.string(),
        country: z.string().nullable(),
        months: z.array(z.object({ month, paid: Money })),
        total: Money,
        final: z.boolean().meta({ description: 'Every month of the year is closed.' }),
      }),
    ),
    nextCursor: z.null(),
  }),
});

/** Whether an id is a month, or a year. */
export const isMonth = (id: string) => MONTH.test(id);
export const isYear = (id: string) => YEAR.test(id);
