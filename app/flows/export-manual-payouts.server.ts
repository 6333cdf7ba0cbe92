import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { readManualDetails } from '~/domain/partner/manual-destination.server';
import { manualDestination, manualDestinationId } from '~/domain/partner/manual-details';
import { csvText } from '~/domain/payout/csv.server';
import { toDecimalString } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { transaction } from '~/platform/transaction.server';

const HEADER = [
  'payout',
  'partner',
  'name',
  'country',
  'amount',
  'currency',
  'bank_details',
  'purpose',
  'requested_at',
  'handed_over_at',
];

/**
 * What is to be paid at the bank: every payout handed over and not marked paid yet, as CSV, with the bank details in full. The only place
 * they leave the database by; who took it is kept.
 */
export function exportManualPayouts(scope: AdminScope, at: Instant): Promise<{ csv: string; count: number }> {
  return transaction(async (tx) => {
    const rows = await tx.payout.findMany({
      where: { status: 'sending', destination: { startsWith: manualDestination('') } },
      orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
      include: { partner: { select: { handle: true, name: true, country: true } } },
    });
    const details = await readManualDetails(
      tx,
      rows.flatMap(({ destination }) => manualDestinationId(destination) ?? []),
    );
    const handed = await tx.auditEntry.findMany({
      where: {
        subjectType: 'payout',
        subjectId: { in: rows.map(({ id }) => id) },
        action: 'payout.handed_over',
      },
      select: { subjectId: true, at: true },
    });
    const handedAt = new Map(handed.map((entry) => [entry.subjectId, entry.at]));
    const csv = csvText(
      HEADER,
      rows.map(({ id, partner, amount, currency, destination, requestedAt }) => [
        id,
        partner.handle,
        partner.name,
        partner.country ?? '',
        toDecimalString(amount, currency),
        currency,
        details.get(manualDestinationId(destination) ?? '') ?? '',
        `Payout ${id}`,
        requestedAt.toISOString(),
        handedAt.get(id)?.toISOString() ?? '',
      ]),
    );
    const subject = { type: 'payout', id: 'by hand' };
    await recordAudit(tx, {
      at,
      actor: scope,
      action: 'payout_details.exported',
      subject,
      detail: { payouts: rows.map(({ id }) => id) },
    });
    return { csv, count: rows.length };
  });
}
