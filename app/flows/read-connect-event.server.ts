import type { StripeEvent } from '~/domain/qualification/stripe-event';
import { retrieveAccount, retrieveBankPayout } from '~/platform/stripe-accounts.server';
import { forgetAccount, readAccountAgain } from './keep-account.server';
import type { Reading } from './resolve-stripe-customer.server';
import { storeBankResult } from './store-bank-result.server';

// Events of connected accounts (integrations.md section 4, last row). They name the account in `account`.

const nothingMore: Reading = { outcome: 'facts', events: [] };
const nobodys: Reading = { outcome: 'ignored', reason: 'is nobody’s account here' };

/** Only the account's present state counts, whatever the event says. */
export async function readAccountEvent(event: StripeEvent): Promise<Reading> {
  const id = event.account ?? (event.type === 'account.updated' ? event.object.id : null);
  if (id === null) return { outcome: 'ignored', reason: 'names no account' };
  if (event.type === 'account.application.deauthorized') return readDeauthorized(id);
  const read = await readAccountAgain(id);
  switch (read.outcome) {
    case 'read':
      return nothingMore;
    case 'nobodys':
      return nobodys;
    case 'refused':
      return { outcome: 'ignored', reason: `Stripe refused: ${read.reason}` };
    default:
      return { outcome: 'later', reason: 'Stripe did not say how the account stands' };
  }
}

/** Signed by Stripe, and Stripe does not let us see the account any more: it is not ours. One we still see was connected again since. */
async function readDeauthorized(id: string): Promise<Reading> {
  const answer = await retrieveAccount(id);
  if (answer.outcome === 'unknown') return { outcome: 'later', reason: answer.reason };
  if (answer.outcome === 'ok' && answer.value !== null) {
    const read = await readAccountAgain(id);
    return read.outcome === 'nobodys' ? nobodys : nothingMore;
  }
  return (await forgetAccount(id)) ? nothingMore : nobodys;
}

const ended: ReadonlySet<string> = new Set(['paid', 'failed', 'canceled']);

/** How a payout from a connected account to its bank stands now: `payout.paid` may be followed by `payout.failed`. */
export async function readBankEvent(
  event: Extract<StripeEvent, { type: `payout.${string}` }>,
): Promise<Reading> {
  const accountId = event.account;
  if (accountId === null) return { outcome: 'ignored', reason: 'is a payout of the program’s own account' };
  const answer = await retrieveBankPayout(event.object.id, accountId);
  if (answer.outcome === 'unknown' || answer.outcome === 'not_configured')
    return { outcome: 'later', reason: 'Stripe did not say how the payout stands' };
  if (answer.outcome === 'refused')
    return { outcome: 'ignored', reason: 'Stripe knows no such payout of that account' };
  const { id: payoutId, createdAt: at, status, failureCode, failureMessage } = answer.value;
  if (!ended.has(status)) return nothingMore;
  const how = status as 'paid' | 'failed' | 'canceled';
  const stored = await storeBankResult(accountId, {
    ...{ payoutId, at, failureCode, failureMessage },
    status: how,
  });
  return stored ? nothingMore : nobodys;
}
