import { nextRefresh } from '~/domain/partner/account-state';
import { accountsToRefresh, setNextRefresh } from '~/domain/partner/payout-account.server';
import { now } from '~/platform/clock.server';
import { log } from '~/platform/log.server';
import { stripeClient } from '~/platform/stripe.server';
import { transaction } from '~/platform/transaction.server';
import { readAccountAgain } from './keep-account.server';

const AT_ONCE = 100;
/** Then Stripe is out, and the next hour is another one. */
const MOST_VAIN = 3;

/**
 * Asks Stripe about connected accounts, because a webhook can be lost: those that cannot be paid after an hour, two, four … up to a day, all
 * others daily (ADR-0090). Where nothing is connected Stripe is not asked at all.
 * @returns how many were asked about
 */
export async function refreshAccounts(): Promise<number> {
  if (!stripeClient()) return 0;
  let asked = 0;
  let vain = 0;
  for (;;) {
    const due = await transaction((tx) => accountsToRefresh(tx, now(), AT_ONCE));
    for (const account of due) {
      const read = await readAccountAgain(account.accountId);
      const payable = read.outcome === 'read' ? read.payable : account.payable;
      // news have set it back to nothing; what is as it was is asked about less and less
      const next = { payable, vain: payable === account.payable ? account.vain + 1 : 0 };
      const at = nextRefresh(now(), next);
      await transaction((tx) => setNextRefresh(tx, account.accountId, { at, vain: next.vain }));
      asked += 1;
      if (read.outcome !== 'unavailable') continue;
      vain += 1;
      if (vain < MOST_VAIN) continue;
      log.warn({ asked }, 'Stripe does not answer: accounts are asked about again in an hour');
      return asked;
    }
    if (due.length < AT_ONCE) return asked;
  }
}
