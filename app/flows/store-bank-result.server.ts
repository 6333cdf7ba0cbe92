import { recordAudit } from '~/domain/audit/audit.server';
import { type BankResult, saveBankResult } from '~/domain/partner/payout-account.server';
import { now } from '~/platform/clock.server';
import { log } from '~/platform/log.server';
import { transaction } from '~/platform/transaction.server';
import { readAccountAgain } from './keep-account.server';
import { tellBankRefused } from './tell-partner.server';

/**
 * Keeps how a payout of Stripe's to a partner's bank ended: refused, the partner is told by mail and page until another one arrives
 * (integrations.md section 3, "payout.failed"). The same result twice tells once.
 * @returns false when the account is nobody's here
 */
export async function storeBankResult(accountId: string, result: BankResult): Promise<boolean> {
  const known = await transaction(async (tx) => {
    const news = await saveBankResult(tx, accountId, result, now());
    if (!news) return (await tx.partner.count({ where: { stripeAccountId: accountId } })) > 0;
    if (result.status !== 'failed') return true;
    const { partnerId } = news;
    await recordAudit(tx, {
      at: now(),
      actor: null,
      action: 'payout_account.bank_refused',
      subject: { type: 'partner', id: partnerId },
      partnerId,
      detail: { accountId, bankPayout: result.payoutId, code: result.failureCode ?? '' },
    });
    await tellBankRefused(tx, partnerId, result);
    return true;
  });
  // Stripe switches the bank account off with it: what it wants now stands in the account.
  if (known && result.status === 'failed') {
    const read = await readAccountAgain(accountId);
    if (read.outcome !== 'read')
      log.warn({ accountId, ...read }, 'an account was not read after its bank refused');
  }
  return known;
}
