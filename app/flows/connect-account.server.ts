import { recordAudit } from '~/domain/audit/audit.server';
import type { Scope } from '~/domain/identity/scope';
import {
  connectAccount,
  loadPayoutPartner,
  type PayoutPartner,
  savePayability,
} from '~/domain/partner/payout-account.server';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import type { StripeAnswer } from '~/platform/stripe.server';
import {
  type AccountState,
  createLoginLink,
  createOnboardingLink,
  createRecipientAccount,
  retrieveAccount,
} from '~/platform/stripe-accounts.server';
import { onboardSandboxAccount } from '~/platform/stripe-sandbox.server';
import { transaction } from '~/platform/transaction.server';

/** Stripe said no, or could not be asked. */
export type StripeTrouble =
  | { outcome: 'not_configured' }
  | { outcome: 'refused'; reason: string }
  /** worth another try */
  | { outcome: 'unavailable' };

type Connected = { outcome: 'connected'; accountId: string };

function trouble(answer: Exclude<StripeAnswer<unknown>, { outcome: 'ok' }>): StripeTrouble {
  if (answer.outcome === 'unknown') return { outcome: 'unavailable' };
  return answer.outcome === 'refused' ? { outcome: 'refused', reason: answer.reason } : answer;
}

/**
 * The partner's account at Stripe, made when there is none. The key of the request is that of its contents, so that a lost answer finds the
 * same account again for a day.
 */
async function ensureAccount(
  partner: PayoutPartner,
  by: Scope | null,
  at: Instant,
): Promise<Connected | StripeTrouble> {
  if (partner.accountId) return { outcome: 'connected', accountId: partner.accountId };
  const { id: partnerId, email, name, country } = partner;
  const idempotencyKey = `account-${sha256Hex(JSON.stringify([partnerId, email, name, country]))}`;
  const made = await createRecipientAccount({ partnerId, email, name, country, idempotencyKey });
  if (made.outcome !== 'ok') return trouble(made);
  return transaction(async (tx): Promise<Connected | StripeTrouble> => {
    const accountId = await connectAccount(tx, partnerId, made.value, at);
    if (accountId === null) return { outcome: 'unavailable' };
    if (accountId === made.value) {
      const subject = { type: 'partner', id: partnerId };
      await recordAudit(tx, {
        at,
        actor: by,
        action: 'payout_account.connected',
        subject,
        partnerId,
        detail: { accountId },
      });
    }
    return { outcome: 'connected', accountId };
  });
}

const partnerOf = (partnerId: string) => transaction((tx) => loadPayoutPartner(tx, partnerId));

/**
 * Sends a partner to Stripe's onboarding page: makes the account if there is none, and a link for one use. Also where Stripe sends somebody
 * whose link is used up.
 * @param returnUrl, refreshUrl absolute addresses of the portal
 */
export async function startOnboarding({
  scope,
  partnerId,
  returnUrl,
  refreshUrl,
}: {
  scope: Scope;
  partnerId: string;
  returnUrl: string;
  refreshUrl: string;
}): Promise<{ outcome: 'go'; url: string } | { outcome: 'not_found' } | StripeTrouble> {
  const partner = await partnerOf(partnerId);
  if (!partner) return { outcome: 'not_found' };
  const account = await ensureAccount(partner, scope, now());
  if (account.outcome !== 'connected') return account;
  const link = await createOnboardingLink(account.accountId, { returnUrl, refreshUrl });
  return link.outcome === 'ok' ? { outcome: 'go', url: link.value } : trouble(link);
}

/** The partner's own dashboard at Stripe. */
export async function openStripeDashboard(
  partnerId: string,
): Promise<{ outcome: 'go'; url: string } | { outcome: 'not_found' } | StripeTrouble> {
  const partner = await partnerOf(partnerId);
  if (!partner?.accountId) return { outcome: 'not_found' };
  const link = await createLoginLink(partner.accountId);
  return link.outcome === 'ok' ? { outcome: 'go', url: link.value } : trouble(link);
}

/** Keeps what Stripe says of an account, with a line in the audit log when payability changed. */
export async function storeAccountState(state: AccountState): Promise<{ partnerId: string } | undefined> {
  return transaction(async (tx) => {
    const { payable, requirements } = state;
    const saved = await savePayability(tx, state.id, { payable, requirements });
    if (!saved) return undefined;
    if (saved.changed) {
      const subject = { type: 'partner', id: saved.partnerId };
      const action = payable ? 'payout_account.payable' : 'payout_account.not_payable';
      await recordAudit(tx, { at: now(), actor: null, action, subject, partnerId: saved.partnerId });
    }
    return { partnerId: saved.partnerId };
  });
}

/** Asks Stripe how the partner's account stands: coming back from onboarding does not mean that it is complete. */
export async function refreshAccount(
  partnerId: string,
): Promise<{ outcome: 'refreshed'; payable: boolean } | { outcome: 'not_found' } | StripeTrouble> {
  const partner = await partnerOf(partnerId);
  if (!partner?.accountId) return { outcome: 'not_found' };
  const answer = await retrieveAccount(partner.accountId);
  if (answer.outcome !== 'ok') return trouble(answer);
  await storeAccountState(answer.value);
  return { outcome: 'refreshed', payable: answer.value.payable };
}

/**
 * An onboarded account at the local Stripe-compatible server for a partner, in one call (contract.md, /sandbox/stripe-accounts). A partner
 * that has one keeps it.
 */
export async function createSandboxAccount(
  scope: Scope,
  partnerId: string,
): Promise<
  | { outcome: 'created'; stripeAccountId: string; payable: boolean }
  | { outcome: 'not_found' }
  /** no local server: production, or a real test account of Stripe's */
  | { outcome: 'no_sandbox' }
  | StripeTrouble
> {
  const partner = await partnerOf(partnerId);
  if (!partner) return { outcome: 'not_found' };
  const account = await ensureAccount(partner, scope, now());
  if (account.outcome !== 'connected') return account;
  if (!(await onboardSandboxAccount(account.accountId))) return { outcome: 'no_sandbox' };
  const refreshed = await refreshAccount(partnerId);
  if (refreshed.outcome !== 'refreshed') return refreshed;
  return { outcome: 'created', stripeAccountId: account.accountId, payable: refreshed.payable };
}
