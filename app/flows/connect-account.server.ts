import { recordAudit } from '~/domain/audit/audit.server';
import type { Scope } from '~/domain/identity/scope';
import {
  connectAccount,
  loadPayoutPartner,
  type PayoutPartner,
} from '~/domain/partner/payout-account.server';
import { methodFor } from '~/domain/partner/payout-country';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import { env } from '~/platform/env.server';
import {
  createLoginLink,
  createOnboardingLink,
  createRecipientAccount,
  type ServiceAgreement,
} from '~/platform/stripe-accounts.server';
import { onboardSandboxAccount } from '~/platform/stripe-sandbox.server';
import { transaction } from '~/platform/transaction.server';
import { readAccountAgain, type StripeTrouble, trouble } from './keep-account.server';

type Connected = { outcome: 'connected'; accountId: string };

/**
 * Which of Stripe's agreements a partner's account is made under: what the setting says across a border, the full one within a country,
 * where Stripe knows no other (ADR-0090).
 */
function agreementFor(country: string | null): ServiceAgreement {
  return country === null || country === env.payouts.platformCountry ? 'full' : env.payouts.serviceAgreement;
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
  const agreement = agreementFor(country);
  const former = await transaction((tx) => tx.stripeAccount.count({ where: { partnerId } }));
  const contents = [partnerId, email, name, country, agreement, former];
  const idempotencyKey = `account-${sha256Hex(JSON.stringify(contents))}`;
  const made = await createRecipientAccount({ partnerId, email, name, country, agreement, idempotencyKey });
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
}): Promise<
  | { outcome: 'go'; url: string }
  | { outcome: 'not_found' }
  /** it has not said where it is */
  | { outcome: 'no_country' }
  /** Stripe does not pay there from here */
  | { outcome: 'by_hand' }
  | StripeTrouble
> {
  const partner = await partnerOf(partnerId);
  if (!partner) return { outcome: 'not_found' };
  if (partner.accountId === null) {
    if (partner.country === null) return { outcome: 'no_country' };
    if (methodFor(partner.country, env.payouts.platformCountry) === 'manual') return { outcome: 'by_hand' };
  }
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

/** Asks Stripe how the partner's account stands: coming back from onboarding does not mean that it is complete. */
export async function refreshAccount(
  partnerId: string,
): Promise<{ outcome: 'refreshed'; payable: boolean } | { outcome: 'not_found' } | StripeTrouble> {
  const partner = await partnerOf(partnerId);
  if (!partner?.accountId) return { outcome: 'not_found' };
  const read = await readAccountAgain(partner.accountId);
  if (read.outcome === 'nobodys') return { outcome: 'not_found' };
  return read.outcome === 'read' ? { outcome: 'refreshed', payable: read.payable } : read;
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
