import type { AdminScope } from '~/domain/identity/scope';
import { manualDestinationId } from '~/domain/partner/manual-details';
import type { PayoutStatus } from '~/domain/payout/payout';
import { paymentReference } from '~/domain/payout/statement';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';

/** A payout that a person pays at a bank (ADR-0091). */
export interface ManualPayout {
  id: string;
  partner: { id: string; handle: string; name: string; country: string | null };
  amount: MinorUnits;
  currency: string;
  status: PayoutStatus;
  needsReview: boolean;
  requestedAt: Instant;
  handedOverAt: Instant | null;
  paidAt: Instant | null;
  /** the bank's; null until it is paid */
  reference: string | null;
  /** of the bank details */
  detailsId: string;
  reason: string | null;
}

interface Row
  extends Omit<ManualPayout, 'requestedAt' | 'handedOverAt' | 'paidAt' | 'reference' | 'detailsId'> {
  destination: string;
  transferId: string | null;
  requestedAt: Date;
  handedOverAt: Date | null;
  paidAt: Date | null;
}

const MOST_ENDED = 50;

const LIST = `
  select p.id, json_build_object('id', a.id, 'handle', a.handle, 'name', a.name, 'country', a.country) as partner, p.amount, p.currency,
    p.status::text as status, p.needs_review as "needsReview", p.destination, p.transfer_id as "transferId",
    p.requested_at as "requestedAt", p.paid_at as "paidAt", p.reason,
    (select min(e.at) from audit_entry e where e.subject_type = 'payout' and e.subject_id = p.id and e.action = 'payout.handed_over')
      as "handedOverAt"
  from payout p join partner a on a.id = p.partner_id
  where p.destination like 'manual:%' and `;

/** What an admin has to pay by hand, oldest first, and the last ones that are over, newest first. */
export async function listManualPayouts(
  _scope: AdminScope,
): Promise<{ open: ManualPayout[]; ended: ManualPayout[] }> {
  const [open, ended] = await Promise.all([
    pool.query<Row>({
      name: 'manual-payouts-open',
      text: `${LIST} p.status in ('requested', 'approved', 'sending') order by p.requested_at, p.id`,
    }),
    pool.query<Row>({
      name: 'manual-payouts-ended',
      text: `${LIST} p.status in ('paid', 'failed', 'returned') order by coalesce(p.paid_at, p.requested_at) desc, p.id limit ${MOST_ENDED}`,
    }),
  ]);
  const view = ({
    destination,
    transferId,
    requestedAt,
    handedOverAt,
    paidAt,
    ...row
  }: Row): ManualPayout => ({
    ...row,
    requestedAt: requestedAt.getTime(),
    handedOverAt: handedOverAt?.getTime() ?? null,
    paidAt: paidAt?.getTime() ?? null,
    reference: paymentReference(transferId),
    detailsId: manualDestinationId(destination) ?? '',
  });
  return { open: open.rows.map(view), ended: ended.rows.map(view) };
}
