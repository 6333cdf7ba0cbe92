import { recordAudit } from '~/domain/audit/audit.server';
import { nextRefresh } from '~/domain/partner/account-state';
import { disconnectAccount, saveAccount, setNextRefresh } from '~/domain/partner/payout-account.server';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import type { StripeAnswer } from '~/platform/stripe.server';
import { type AccountState, retrieveAccount } from '~/platform/stripe-accounts.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { tellDestinationChanged, tellDisconnected } from './tell-partner.server';

/** Stripe said no, or could not be asked. */
export type StripeTrouble =
  | { outcome: 'not_configured' }
  | { outcome: 'refused'; reason: string }
  /** worth another try */
  | { outcome: 'unavailable' };

/** What a call that did not succeed came to, as those who called it say it. */
export function trouble(answer: Exclude<StripeAnswer<unknown>, { outcome: 'ok' }>): StripeTrouble {
  if (answer.outcome === 'unknown') return { outcome: 'unavailable' };
  return answer.outcome === 'refused' ? { outcome: 'refused', reason: answer.reason } : answer;
}

/** Keeps what Stripe says of an account, with a line in the audit log, and a mail, when payability or destination changed. */
export async function storeAccountState(state: AccountState): Promise<{ partnerId: string } | undefined> {
  return transaction(async (tx) => {
    const at = now();
    const change = await saveAccount(tx, state, at);
    if (!change) return undefined;
    const { partnerId } = change;
    if (change.payable !== null) {
      const action = change.payable ? 'payout_account.payable' : 'payout_account.not_payable';
      await auditAccount(tx, { at, partnerId, action, accountId: state.id });
    }
    if (change.moved) {
      await auditAccount(tx, { at, partnerId, action: 'payout_account.bank_changed', accountId: state.id });
      await tellDestinationChanged(tx, partnerId);
    }
    if (change.payable !== null || change.moved) {
      await setNextRefresh(tx, state.id, {
        at: nextRefresh(at, { payable: state.payable, vain: 0 }),
        vain: 0,
      });
    }
    return { partnerId };
  });
}

/** Stripe says that an account is not ours to pay to any more: the partner has none, and is told so. */
export async function forgetAccount(accountId: string): Promise<{ partnerId: string } | undefined> {
  return transaction(async (tx) => {
    const at = now();
    const partnerId = await disconnectAccount(tx, accountId, at);
    if (partnerId === undefined) return undefined;
    await auditAccount(tx, { at, partnerId, action: 'payout_account.disconnected', accountId });
    await tellDisconnected(tx, partnerId);
    return { partnerId };
  });
}

async function auditAccount(
  tx: Tx,
  { at, partnerId, action, accountId }: { at: Instant; partnerId: string; action: string; accountId: string },
): Promise<void> {
  const subject = { type: 'partner', id: partnerId };
  await recordAudit(tx, { at, actor: null, action, subject, partnerId, detail: { accountId } });
}

/** What is kept of an account that Stripe does not let us see any more: whoever asks for it learns the same. */
function unreachable(id: string): AccountState {
  return {
    id,
    payable: false,
    detailsSubmitted: false,
    country: null,
    external: null,
    requirements: {
      ...{ currentlyDue: [], pastDue: [], pendingVerification: [], deadline: null },
      disabledReason: 'disconnected',
      transfers: null,
      payoutsEnabled: false,
    },
  };
}

/**
 * Asks Stripe how an account stands and keeps it. An account that is not ours by this key is kept as it is, unpayable: a wrong key must not
 * make everybody connect again.
 * @returns whether it can be paid; undefined for an account that is nobody's here
 */
export async function readAccountAgain(
  accountId: string,
): Promise<{ outcome: 'read'; payable: boolean } | { outcome: 'nobodys' } | StripeTrouble> {
  const answer = await retrieveAccount(accountId);
  if (answer.outcome !== 'ok') return trouble(answer);
  const state = answer.value ?? unreachable(accountId);
  const stored = await storeAccountState(state);
  return stored ? { outcome: 'read', payable: state.payable } : { outcome: 'nobodys' };
}
