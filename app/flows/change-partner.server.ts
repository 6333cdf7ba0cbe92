import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope, Scope } from '~/domain/identity/scope';
import {
  changeStanding,
  getPartner,
  lockPartner,
  updatePartnerProfile,
} from '~/domain/partner/partner.server';
import { standingMoves } from '~/domain/partner/standing-moves';
import { loadProgram } from '~/domain/program/program.server';
import { markUnsettled } from '~/domain/qualification/customer-book.server';
import type { Partner, PartnerStatus } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { queueMail } from '~/platform/mail.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { sealPartner } from './seal-books.server';

export interface StandingWish {
  status?: PartnerStatus;
  termsKey?: string;
  rateBps?: bigint | null;
  /** shown to the partner; an admin must give one when it takes something away */
  reason: string | null;
}

export type StandingChanged =
  | { outcome: 'changed'; partner: Partner }
  | { outcome: 'not_found' }
  | { outcome: 'unknown_terms' }
  | { outcome: 'illegal'; from: PartnerStatus };

const words: Record<PartnerStatus, string> = {
  pending: 'waits for approval',
  active: 'is active: your links count from now on',
  paused: 'is paused: new clicks and payments do not count until it is resumed; what you earned stays',
  suspended: 'is suspended: new clicks and payments do not count, and payouts are blocked',
  rejected: 'was not accepted',
  closed: 'is closed',
};

/** An admin changes a partner's status, terms or rate from now on; what happened before keeps what was in force then. */
export function changePartner(
  scope: AdminScope,
  partnerId: string,
  wish: StandingWish,
): Promise<StandingChanged> {
  return transaction(async (tx) => {
    // locked: of two admins the second judges what the first one left
    const before = await lockPartner(tx, partnerId);
    if (!before) return { outcome: 'not_found' };
    const { status, termsKey, rateBps, reason } = wish;
    if (status !== undefined && status !== before.status && !standingMoves[before.status].includes(status)) {
      return { outcome: 'illegal', from: before.status };
    }
    if (termsKey !== undefined && !(await tx.terms.findUnique({ where: { key: termsKey } })))
      return { outcome: 'unknown_terms' };
    const at = now();
    const partner = await changeStanding(tx, {
      partnerId,
      at,
      byUserId: scope.userId,
      reason,
      ...(status === undefined ? {} : { status }),
      ...(termsKey === undefined ? {} : { termsKey }),
      ...(rateBps === undefined ? {} : { rateBps }),
    });
    await sealPartner(tx, partnerId, at);
    await recordAudit(tx, {
      at,
      actor: scope,
      action: 'partner.standing_changed',
      subject: { type: 'partner', id: partnerId },
      partnerId,
      detail: { from: before.status, to: partner.status, terms: partner.termsKey, reason: reason ?? '' },
    });
    if (partner.status !== before.status) await tellPartner(tx, partner, reason);
    // an event dated just ahead of the clock may have been judged by the old standing
    await markUnsettled(tx, { customerIds: await creditedCustomers(tx, partnerId) });
    return { outcome: 'changed', partner };
  });
}

async function creditedCustomers(tx: Tx, partnerId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ customerId: string }>>`
    select customer_id as "customerId" from referral where partner_id = ${partnerId}
    union select customer_id from commission where partner_id = ${partnerId} and customer_id is not null`;
  return rows.map((row) => row.customerId);
}

async function tellPartner(tx: Tx, partner: Partner, reason: string | null): Promise<void> {
  const { name } = await loadProgram(tx);
  await queueMail(tx, {
    to: partner.email,
    subject: `Your account with the ${name} partner program`,
    text: [
      `Your partner account ${partner.handle} ${words[partner.status]}.`,
      reason ? `Reason: ${reason}` : '',
    ]
      .filter(Boolean)
      .join('\n\n'),
  });
}

/** Name, e-mail, country and automatic payout, by the partner itself or an admin; null when it is not the asker's. */
export function changeProfile(
  scope: Scope,
  partnerId: string,
  profile: { name?: string; email?: string; country?: string; automaticPayout?: boolean },
): Promise<Partner | null> {
  return transaction(async (tx) => {
    if (!(await getPartner(scope, partnerId))) return null;
    const partner = await updatePartnerProfile(tx, partnerId, profile);
    // who is a self-referral is asked of the partner's addresses
    if (profile.email !== undefined)
      await markUnsettled(tx, { customerIds: await creditedCustomers(tx, partnerId) });
    await recordAudit(tx, {
      at: now(),
      actor: scope,
      action: 'partner.profile_changed',
      subject: { type: 'partner', id: partnerId },
      partnerId,
      detail: { fields: Object.keys(profile) },
    });
    return partner;
  });
}
