import Stripe from 'stripe';
import { askStripe, type StripeAnswer } from './stripe.server';

/** What Stripe says of a connected account. */
export interface AccountState {
  id: string;
  /** it can receive transfers and be paid out (integrations.md section 3, "Onboarding") */
  payable: boolean;
  detailsSubmitted: boolean;
  /** ISO 3166 alpha-2 */
  country: string | null;
  /** where Stripe pays what arrives: a bank account or a card; null: none, or this key may not see it */
  external: { id: string; label: string } | null;
  /** what Stripe still wants to know; shown to the partner */
  requirements: {
    currentlyDue: string[];
    pastDue: string[];
    pendingVerification: string[];
    /** milliseconds */
    deadline: number | null;
    disabledReason: string | null;
    transfers: string | null;
    payoutsEnabled: boolean;
  };
}

/** Which of Stripe's agreements a cross-border account is made under (STRIPE_SERVICE_AGREEMENT, ADR-0090). */
export type ServiceAgreement = 'full' | 'recipient';

export interface Recipient {
  partnerId: string;
  email: string;
  name: string;
  /** ISO 3166 alpha-2; null: Stripe asks */
  country: string | null;
  /** absent: full */
  agreement?: ServiceAgreement | undefined;
  idempotencyKey: string;
}

/** Payability as of an account object, fetched or from an event. `charges_enabled` is irrelevant for recipients. */
export function readAccount(account: Stripe.Account): AccountState {
  const due = account.requirements;
  const transfers = account.capabilities?.transfers ?? null;
  return {
    id: account.id,
    payable: account.payouts_enabled && transfers === 'active',
    detailsSubmitted: account.details_submitted,
    country: account.country ?? null,
    external: readExternal(account.external_accounts?.data ?? []),
    requirements: {
      currentlyDue: due?.currently_due ?? [],
      pastDue: due?.past_due ?? [],
      pendingVerification: due?.pending_verification ?? [],
      deadline: due?.current_deadline ? due.current_deadline * 1000 : null,
      disabledReason: due?.disabled_reason ?? null,
      transfers,
      payoutsEnabled: account.payouts_enabled,
    },
  };
}

/** The one Stripe pays to: the default of its currency. */
function readExternal(all: ReadonlyArray<Stripe.BankAccount | Stripe.Card>): AccountState['external'] {
  const used = all.find((one) => one.default_for_currency) ?? all[0];
  if (!used) return null;
  const name = used.object === 'bank_account' ? (used.bank_name ?? 'Bank account') : used.brand;
  return { id: used.id, label: `${name}, ending in ${used.last4}` };
}

/** Accounts v2 are switched on for a platform by Stripe; only these answers say that they are not (docs.stripe.com/connect/accounts-v2). */
const WITHOUT_V2: ReadonlySet<string> = new Set([
  'accounts_v2_access_blocked',
  'non_connect_platform_accounts_v2_access_blocked',
]);

/**
 * A new account that can receive transfers, with Stripe's express dashboard. Accounts v2, which new platforms must use; v1 where Stripe says
 * that this platform has no v2, and under the recipient agreement, which v2 has no field for (integrations.md section 3, "Accounts"). Any
 * other refusal, of a country say, is an answer.
 * @returns the account's id
 */
export async function createRecipientAccount(recipient: Recipient): Promise<StripeAnswer<string>> {
  if (recipient.agreement === 'recipient') return createV1(recipient);
  const answer = await createV2(recipient);
  const missing = answer.outcome === 'refused' && WITHOUT_V2.has(answer.code ?? '');
  return missing ? createV1(recipient) : answer;
}

function createV2({
  partnerId,
  email,
  name,
  country,
  idempotencyKey,
}: Recipient): Promise<StripeAnswer<string>> {
  return askStripe(async (stripe) => {
    const account = await stripe.v2.core.accounts.create(
      {
        contact_email: email,
        display_name: name,
        dashboard: 'express',
        ...(country ? { identity: { country: country.toLowerCase() } } : {}),
        defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
        configuration: {
          recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
        },
        metadata: { partnerId },
      },
      { idempotencyKey },
    );
    return account.id;
  });
}

function createV1({
  partnerId,
  email,
  country,
  agreement,
  idempotencyKey,
}: Recipient): Promise<StripeAnswer<string>> {
  return askStripe(async (stripe) => {
    const account = await stripe.accounts.create(
      {
        email,
        ...(country ? { country: country.toUpperCase() } : {}),
        controller: {
          fees: { payer: 'application' },
          losses: { payments: 'application' },
          stripe_dashboard: { type: 'express' },
        },
        capabilities: { transfers: { requested: true } },
        ...(agreement === 'recipient' ? { tos_acceptance: { service_agreement: 'recipient' } } : {}),
        metadata: { partnerId },
      },
      { idempotencyKey: `${idempotencyKey}:v1` },
    );
    return account.id;
  });
}

/**
 * The address of Stripe's onboarding page for an account: single use, minutes long, never stored or mailed.
 * @param refreshUrl where Stripe sends somebody whose link is used up; it must make a new one
 */
export function createOnboardingLink(
  accountId: string,
  { returnUrl, refreshUrl }: { returnUrl: string; refreshUrl: string },
): Promise<StripeAnswer<string>> {
  return askStripe(async (stripe) => {
    const link = await stripe.accountLinks.create({
      account: accountId,
      type: 'account_onboarding',
      return_url: returnUrl,
      refresh_url: refreshUrl,
    });
    return link.url;
  });
}

/** The recipient's own dashboard at Stripe: payouts, bank account. */
export function createLoginLink(accountId: string): Promise<StripeAnswer<string>> {
  return askStripe(async (stripe) => (await stripe.accounts.createLoginLink(accountId)).url);
}

/** The account as it is now: coming back from onboarding does not mean it is complete. @returns null when it is not ours to ask about */
export function retrieveAccount(accountId: string): Promise<StripeAnswer<AccountState | null>> {
  return askStripe(async (stripe) => {
    try {
      return readAccount(await stripe.accounts.retrieve(accountId));
    } catch (error) {
      if (error instanceof Stripe.errors.StripePermissionError && error.code === 'account_invalid')
        return null;
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
      throw error;
    }
  });
}

/** How a payout of Stripe's to a partner's bank stands. */
export interface BankPayout {
  id: string;
  /** milliseconds */
  createdAt: number;
  status: string;
  failureCode: string | null;
  failureMessage: string | null;
}

/** A payout from a connected account's balance to its bank. */
export function retrieveBankPayout(payoutId: string, accountId: string): Promise<StripeAnswer<BankPayout>> {
  return askStripe(async (stripe) => {
    const payout = await stripe.payouts.retrieve(payoutId, {}, { stripeAccount: accountId });
    return {
      id: payout.id,
      createdAt: payout.created * 1000,
      status: payout.status,
      failureCode: payout.failure_code,
      failureMessage: payout.failure_message,
    };
  });
}
