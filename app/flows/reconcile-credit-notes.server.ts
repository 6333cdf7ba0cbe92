import type { z } from 'zod';
import { CreditNote, Dispute } from '~/domain/qualification/stripe-objects';
import { creditNoteEvents } from '~/domain/qualification/stripe-returns';
import { formatMoney } from '~/kernel/money';
import { db } from '~/platform/db.server';
import { eachCreditNote } from '~/platform/stripe-billing.server';
import type { Comparison, Difference } from './reconcile-comparison.server';

const ListedNote = CreditNote.extend({ currency: Dispute.shape.currency });
type ListedNote = z.output<typeof ListedNote>;

/** Credit notes that give back what no refund does, and those that were voided (integrations.md section 4; ADR-0083). */
export const creditNotes: Comparison<ListedNote> = {
  step: 'refunds',
  each: eachCreditNote,
  schema: ListedNote,
  idOf: ({ id }) => id,
  madeAt: ({ created }) => created * 1000,
  heldBy: { types: ['credit_note.created', 'credit_note.voided'], statuses: ['waiting'] },
  differences: async (listed, rawOf) => {
    const where = { externalId: { in: listed.map(({ id }) => id) } };
    const recorded = new Set((await db.refund.findMany({ where })).map(({ externalId }) => externalId));
    const undone = new Set((await db.refundUndone.findMany({ where })).map(({ externalId }) => externalId));
    return listed.flatMap((note) => noteDifference(note, { recorded, undone }, rawOf(note.id)) ?? []);
  },
};

function noteDifference(
  note: ListedNote,
  { recorded, undone }: { recorded: ReadonlySet<string>; undone: ReadonlySet<string> },
  raw: unknown,
): Difference | null {
  const { id, invoice, currency, created, voided_at: voidedAt } = note;
  const at = created * 1000;
  const [event] = creditNoteEvents(note, { paymentId: invoice, outOf: 1n, at });
  if (!event) return null;
  const common = { subject: { type: 'refund' as const, id }, currency };
  if (event.type !== 'payment.refunded') {
    if (!recorded.has(id) || undone.has(id)) return null;
    return {
      ...common,
      kind: 'credit_note_void_missing',
      found: `The credit note ${id} of the invoice ${invoice} is recorded and was voided at Stripe.`,
      amount: note.post_payment_amount,
      repairs: [
        {
          type: 'credit_note.voided',
          objectId: id,
          object: raw,
          at: voidedAt ? voidedAt * 1000 : at,
          key: id,
        },
      ],
    };
  }
  if (recorded.has(id)) return null;
  const { amount } = event.data;
  return {
    ...common,
    kind: 'credit_note_missing',
    found: `The credit note ${id} gives back ${formatMoney(amount, currency)} of the invoice ${invoice}, and that is not recorded.`,
    amount,
    repairs: [{ type: 'credit_note.created', objectId: id, object: raw, at, key: id }],
  };
}
