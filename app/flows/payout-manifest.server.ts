import { loadPayoutPartner } from '~/domain/partner/payout-account.server';
import { manifestHash } from '~/domain/payout/manifest';
import { loadItems } from '~/domain/payout/payout-book.server';
import { loadWorth } from '~/domain/reporting/payable-commissions.server';
import type { Payout } from '~/generated/prisma/client';
import type { Tx } from '~/platform/transaction.server';

/** What a payout is about to be approved or sent as. */
export interface PresentState {
  /** every commission is worth what it was, and the partner's account is the one asked for (reliability.md I14) */
  unchanged: boolean;
  partnerActive: boolean;
  payable: boolean;
}

/** Compares a payout with what it would be if it were requested now. */
export async function presentState(tx: Tx, payout: Payout): Promise<PresentState> {
  const partner = await loadPayoutPartner(tx, payout.partnerId);
  const items = await loadItems(tx, payout.id);
  const worth = await loadWorth(
    tx,
    items.map((item) => item.commissionId),
  );
  const hash = await manifestHash({
    payoutId: payout.id,
    partnerId: payout.partnerId,
    amount: payout.amount,
    currency: payout.currency,
    destination: partner?.destination ?? '',
    items: items.map((item) => ({ ...item, worth: worth.get(item.commissionId) ?? 0n })),
  });
  return {
    unchanged: hash === payout.manifestHash,
    partnerActive: partner?.active ?? false,
    payable: partner?.payable ?? false,
  };
}
