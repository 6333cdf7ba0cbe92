import { Dispute } from '~/domain/qualification/stripe-objects';
import { disputeDifference, type RecordedDispute } from '~/domain/reconciliation/difference';
import { formatMoney } from '~/kernel/money';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { eachDispute } from '~/platform/stripe-billing.server';
import type { Comparison, Difference } from './reconcile-comparison.server';

/** Disputes: their opening freezes, their end thaws or takes back (domain.md section 7). */
export const disputes: Comparison<Dispute> = {
  step: 'disputes',
  each: eachDispute,
  schema: Dispute,
  idOf: ({ id }) => id,
  madeAt: ({ created }) => created * 1000,
  heldBy: {
    types: [
      'charge.dispute.created',
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ],
    statuses: ['waiting'],
  },
  differences: async (listed, rawOf) => {
    const rows = await db.dispute.findMany({
      where: { externalId: { in: listed.map(({ id }) => id) } },
      select: { externalId: true, openedAt: true, outcome: true, restoredAt: true },
    });
    const recorded = new Map<string, RecordedDispute>(
      rows.map(({ externalId, openedAt, outcome, restoredAt }) => [
        externalId,
        { isOpened: openedAt !== null, outcome: restoredAt === null ? outcome : 'won' },
      ]),
    );
    return listed.flatMap(
      (dispute) => disputeFinding(dispute, recorded.get(dispute.id), rawOf(dispute.id)) ?? [],
    );
  },
};

function disputeFinding(
  dispute: Dispute,
  recorded: RecordedDispute | undefined,
  raw: unknown,
): Difference | null {
  const { id, amount, currency, charge, status, created } = dispute;
  const common = { subject: { type: 'dispute' as const, id }, amount, currency };
  const shown = `${formatMoney(amount, currency)} of the charge ${charge}`;
  switch (disputeDifference(dispute, recorded)) {
    case 'unopened':
      return {
        ...common,
        kind: 'dispute_missing',
        found: `${shown} are disputed (${id}) and that is not recorded.`,
        repairs: [
          {
            type: 'charge.dispute.created',
            objectId: id,
            object: raw,
            at: created * 1000,
            key: id,
          },
        ],
      };
    case 'unclosed':
      return {
        ...common,
        kind: 'dispute_end_missing',
        found: `The dispute ${id} about ${shown} was ${status} and that is not recorded.`,
        // Stripe's dispute does not say when it was decided: known now at the latest, by its event if Stripe still has it.
        repairs: [
          { type: 'charge.dispute.closed', objectId: id, object: raw, at: now(), key: `${id}:${status}` },
        ],
        better: ['charge.dispute.closed'],
      };
    case 'differs':
      return {
        ...common,
        kind: 'dispute_differs',
        found: `The dispute ${id} about ${shown} was ${status} at Stripe, recorded is ${recorded?.outcome}.`,
        repairs: [],
      };
    case null:
      return null;
  }
}
