import { recordAudit } from '~/domain/audit/audit.server';
import type { PartnerScope } from '~/domain/identity/scope';
import {
  hasNamedDestination,
  insertManualDestination,
  readManualDetails,
  savePayoutMethod,
} from '~/domain/partner/manual-destination.server';
import { manualDestination } from '~/domain/partner/manual-details';
import { lockPartner } from '~/domain/partner/partner.server';
import { payoutPlace } from '~/domain/partner/payout-account.server';
import type { PayoutMethod } from '~/domain/partner/payout-country';
import type { Partner } from '~/generated/prisma/client';
import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import { type Tx, transaction } from '~/platform/transaction.server';
import { tellDestinationChanged } from './tell-partner.server';

export type MethodWish =
  | { method: 'stripe' }
  /** @property details tidied bank details without a problem (domain/partner/manual-details) */
  | { method: 'manual'; details: string };

/**
 * A partner chooses how it is paid: by Stripe, or by hand to bank details it writes down (ADR-0091). Other details are another destination:
 * payouts that wait for approval under the old one become exceptions, requests wait a day, and a mail says so. Naming one for the first time
 * changes nothing.
 */
export function changePayoutMethod(
  scope: PartnerScope,
  wish: MethodWish,
  at: Instant,
): Promise<{ outcome: 'changed' | 'unchanged' }> {
  return transaction(async (tx) => {
    const partner = await lockPartner(tx, scope.partnerId);
    invariant(partner, 'whoever is signed in for a partner has one');
    const { details, manualDestinationId } = await wanted(tx, partner, wish);
    const after = { ...partner, payoutMethod: wish.method, manualDestinationId };
    const same = payoutPlace(after).destination === payoutPlace(partner).destination;
    if (details === null && same && partner.payoutMethod === wish.method) return { outcome: 'unchanged' };
    const changes = await hasNamedDestination(tx, partner.id);
    const id =
      details === null
        ? manualDestinationId
        : await insertManualDestination(tx, { partnerId: partner.id, details, by: scope.userId, at });
    const changedAt = changes && leadsElsewhere(wish.method, partner) ? at : null;
    await savePayoutMethod(tx, partner.id, { method: wish.method, manualDestinationId: id, changedAt });
    await audit(tx, { scope, method: wish.method, id, at });
    if (changedAt !== null) await tellDestinationChanged(tx, partner.id);
    return { outcome: 'changed' };
  });
}

/** Choosing Stripe without an account there leads nowhere yet: the account's first bank will be the change. */
function leadsElsewhere(method: PayoutMethod, partner: Partner): boolean {
  return method === 'manual' || partner.stripeAccountId !== null;
}

/** The details to be written down, null when they are the present ones, and which ones would hold then. */
async function wanted(
  tx: Tx,
  partner: Partner,
  wish: MethodWish,
): Promise<{ details: string | null; manualDestinationId: string | null }> {
  const { manualDestinationId } = partner;
  if (wish.method === 'stripe') return { details: null, manualDestinationId };
  const known = manualDestinationId === null ? undefined : await readManualDetails(tx, [manualDestinationId]);
  const same = known?.get(manualDestinationId ?? '') === wish.details;
  return { details: same ? null : wish.details, manualDestinationId };
}

async function audit(
  tx: Tx,
  { scope, method, id, at }: { scope: PartnerScope; method: PayoutMethod; id: string | null; at: Instant },
): Promise<void> {
  const { partnerId } = scope;
  const detail = {
    method,
    ...(method === 'manual' && id !== null ? { destination: manualDestination(id) } : {}),
  };
  const subject = { type: 'partner', id: partnerId };
  await recordAudit(tx, { at, actor: scope, action: 'payout_method.changed', subject, partnerId, detail });
}
