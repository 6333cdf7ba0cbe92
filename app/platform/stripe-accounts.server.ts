import type Stripe from 'stripe';
import { askStripe, type StripeAnswer } from './stripe.server';

/** What Stripe says of a connected account. */
export interface AccountState {
  id: string;
  /** it can receive transfers and be paid out (integrations.md section 3, "Onboarding") */
  payable: boolean;
  detailsSubmitted: boolean;
  /** what Stripe still wants to know; shown to the partner */
  requirements: { currentlyDue: string[]; pastDue: string[]; disabledReason: string | null };
}

export interface Recipient {
  partnerId: string;
  email: string;
  name: string;
  /** ISO 3166 alpha-2; null: Stripe asks */
  country: string | null;
  idempotencyKey: string;
}

/** Payability as of an account object, fetched or from an event. `charges_enabled` is irrelevant for recipients. */
export function readAccount(account: Stripe.Account): AccountState {
  const due = account.requirements;
  return {
    id: account.id,
    payable: account.payouts_enabled && account.capabilities?.transfers === 'active',
    detailsSubmitted: account.details_submitted,
    requirements: {
      currentlyDue: due?.currently_due ?? [],
      pastDue: due?.past_due ?? [],
      disabledReason: due?.disabled_reason ?? null,
    },
  };
}

/**
 * A new account that can receive transfers, with Stripe's express dashboard. Accounts v2, which new platforms must use; where Stripe does not
 * offer it to this platform, v1 (integrations.md section 3, "Accounts").
 * @returns the account's id
 */
export async function createRecipientAccount(recipient: Recipient): Promise<StripeAnswer<string>> {
  const answer = await createV2(recipient);
  return answer.outcome === 'refused' ? createV1(recipient) : answer;
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

function createV1({ partnerId, email, country, idempotencyKey }: Recipient): Promise<StripeAnswer<string>> {
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

/** The account as it is now: coming back from onboarding does not mean it is complete. */
export function retrieveAccount(accountId: string): Promise<StripeAnswer<AccountState>> {
  return askStripe(async (stripe) => readAccount(await stripe.accounts.retrieve(accountId)));
}
