import { z } from 'zod';
import { TermsDocument } from '~/domain/program/terms-document';
import { operation } from '../operation';
import { At, idQuery, instantField, Money, partnerIdQuery } from '../schema';

const tag = 'Program';

const Earned = z.object({
  earned: Money.meta({ description: 'Vested and later, less what was taken back: as the ledger has it.' }),
  qualifying: Money.meta({ description: 'Accrued: the customer has not paid yet.' }),
});
const Both = <T extends z.ZodType>(each: T) => z.object({ now: each, draft: each });
const MonthFigures = z.object({
  vested: Money.meta({ description: 'Newly owed.' }),
  reversed: Money.meta({ description: 'Taken back.' }),
  released: Money.meta({ description: 'Made available.' }),
});
const months = z
  .array(z.object({ month: z.string().meta({ example: '2026-01' }), ...Both(MonthFigures).shape }))
  .meta({
    description: 'By the month in which the rules date it, from the first with anything to the last.',
  });
const CapSums = z.object({ uncapped: Money, amount: Money }).nullable();
const commissions = z
  .object({ changed: z.number().int(), added: z.number().int(), removed: z.number().int() })
  .meta({
    description: 'Commissions that would be of another amount, status or date, be there, or be gone.',
  });

export const Simulation = z
  .object({
    key: z.string(),
    version: z.number().int().meta({ description: 'The version in force now.' }),
    document: z.record(z.string(), z.unknown()).meta({ description: 'The draft.' }),
    from: At.nullable(),
    asOf: At,
    totals: z.object({
      ...Both(Earned).shape,
      difference: Money,
      commissions,
      customers: z
        .number()
        .int()
        .meta({ description: 'Customers and purchases that earn something under these terms.' }),
    }),
    months,
    partners: z.array(
      z.object({
        partnerId: z.string(),
        handle: z.string(),
        name: z.string(),
        ...Both(Earned).shape,
        difference: Money.meta({ description: 'draft.earned less now.earned.' }),
        commissions,
        caps: z
          .array(
            z.object({
              reward: z.string(),
              month: z.string().nullable().meta({ description: 'Of a cap per partner and month.' }),
              customerId: z.string().nullable().meta({ description: 'Of a cap per customer.' }),
              ...Both(CapSums).shape,
            }),
          )
          .meta({ description: 'Caps that clip now or under the draft.' }),
        months,
      }),
    ),
  })
  .meta({ id: 'Simulation' });

export const simulateTerms = operation({
  id: 'simulateTerms',
  method: 'POST',
  path: '/terms/{id}/simulation',
  tag,
  scope: 'read',
  admin: true,
  repeatable: true,
  status: 200,
  summary: 'Simulate terms on the recorded history',
  description:
    'What these terms would have paid, per partner: every referral and purchase under the key, of whatever version, is judged as if the draft were its terms. Who is credited stays as it was recorded. Changes nothing.',
  query: z.object({ partnerId: partnerIdQuery }),
  body: z.strictObject({
    document: TermsDocument.optional().meta({ description: 'Absent: the version in force.' }),
    from: instantField
      .optional()
      .meta({ description: 'Sign-ups and purchases before it stay as they are. Absent: none does.' }),
    partnerId: idQuery.optional().meta({ description: 'One partner alone; also as a parameter.' }),
  }),
  answer: Simulation,
  refusals: { 422: 'Terms of another scope would credit other partners, which cannot be replayed.' },
});
