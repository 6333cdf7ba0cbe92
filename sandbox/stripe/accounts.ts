import type Stripe from 'stripe';
import { bankAccount } from './bank-account';
import { stripeId } from './stripe-id';

/** How far a connected account has come; Stripe's many requirement states reduced to those a recipient meets. */
export type AccountState = 'new' | 'pending' | 'active' | 'restricted';

/** What this server keeps of a connected account; v1 and v2 answers are two views of it. */
export interface AccountRecord {
  id: string;
  email: string | null;
  name: string | null;
  country: string;
  currency: string;
  metadata: Record<string, string>;
  state: AccountState;
  /** unix seconds */
  created: number;
  /** `ba_…`; absent: the first one */
  bankAccount?: string | undefined;
  /** a payout to it failed: none goes out until it is replaced */
  bankErrored?: boolean | undefined;
  /** set by hand, instead of what the state asks for */
  due?: Requirements | undefined;
  /** the partner took the platform's access away */
  deauthorized?: boolean | undefined;
}

/** A hosted onboarding page: opened once, within minutes (docs.stripe.com/api/account_links). */
export interface OnboardingLink {
  account: string;
  returnUrl: string;
  refreshUrl: string;
  expiresAt: number;
  opened: boolean;
}

const wanted = ['external_account', 'individual.first_name', 'individual.last_name', 'tos_acceptance.date'];

/** A new recipient account of the express dashboard, nothing filled in yet. */
export function newAccount(input: {
  email?: string;
  name?: string;
  country?: string;
  metadata: Record<string, string>;
  created: number;
}): AccountRecord {
  return {
    id: stripeId('acct'),
    email: input.email ?? null,
    name: input.name ?? null,
    country: (input.country ?? 'US').toUpperCase(),
    currency: 'usd',
    metadata: input.metadata,
    state: 'new',
    created: input.created,
  };
}

/** What Stripe wants to know of an account, in its words. */
export interface Requirements {
  currentlyDue?: string[] | undefined;
  pastDue?: string[] | undefined;
  pendingVerification?: string[] | undefined;
  disabledReason?: string | null | undefined;
  /** unix seconds */
  deadline?: number | null | undefined;
}

function requirementsOf(record: AccountRecord): Required<Requirements> {
  const { state, bankErrored, due = {} } = record;
  const document = ['individual.verification.document'];
  const bank = bankErrored ? ['external_account'] : [];
  const currentlyDue = [...(state === 'new' ? wanted : state === 'restricted' ? document : []), ...bank];
  return {
    currentlyDue: due.currentlyDue ?? currentlyDue,
    pastDue: due.pastDue ?? [...(state === 'restricted' ? document : []), ...bank],
    pendingVerification: due.pendingVerification ?? (state === 'pending' ? document : []),
    disabledReason: due.disabledReason ?? (bankErrored ? 'requirements.past_due' : disabledReason(state)),
    deadline: due.deadline ?? null,
  };
}

/** Whether payouts to the bank go out. */
const paysOut = (record: AccountRecord) => record.state === 'active' && !record.bankErrored;

export const transfersStatus = ({ state }: Pick<AccountRecord, 'state'>) =>
  state === 'active' ? 'active' : state === 'pending' ? 'pending' : 'inactive';

/** The account as `/v1/accounts/:id` shows it, also for accounts made by v2 (docs.stripe.com/connect/accounts-v2). */
export function accountV1(record: AccountRecord) {
  const due = requirementsOf(record);
  const requirements: Stripe.Account.Requirements = {
    alternatives: [],
    current_deadline: due.deadline,
    currently_due: due.currentlyDue,
    disabled_reason: due.disabledReason as Stripe.Account.Requirements['disabled_reason'],
    errors: [],
    eventually_due: due.currentlyDue,
    past_due: due.pastDue,
    pending_verification: due.pendingVerification,
  };
  return {
    id: record.id,
    object: 'account',
    business_profile: null,
    business_type: 'individual',
    capabilities: { transfers: transfersStatus(record) },
    charges_enabled: false,
    controller: { type: 'application', is_controller: true },
    country: record.country,
    created: record.created,
    default_currency: record.currency,
    details_submitted: record.state !== 'new',
    email: record.email,
    ...(record.state === 'active' ? { external_accounts: externalAccounts(record) } : {}),
    metadata: record.metadata,
    payouts_enabled: paysOut(record),
    requirements,
    type: 'none',
  } satisfies Partial<Stripe.Account>;
}

/** Shown to the platform that controls the account (docs.stripe.com/api/accounts/object). */
function externalAccounts(record: AccountRecord) {
  const data = [bankAccount(record) as unknown as Stripe.BankAccount];
  return {
    object: 'list' as const,
    data,
    has_more: false,
    url: `/v1/accounts/${record.id}/external_accounts`,
  };
}

/** The capability to receive transfers, as its event shows it. */
export function transfersCapability(record: AccountRecord) {
  return {
    id: 'transfers',
    object: 'capability',
    account: record.id,
    requested: true,
    requested_at: record.created,
    status: transfersStatus(record),
  };
}

function disabledReason(state: AccountState): Stripe.Account.Requirements['disabled_reason'] {
  if (state === 'new') return 'requirements.past_due';
  if (state === 'pending') return 'requirements.pending_verification';
  return state === 'restricted' ? 'requirements.past_due' : null;
}

/** The account as `/v2/core/accounts` answers; `configuration` only when asked for by `include`. */
export function accountV2(record: AccountRecord, include: readonly string[]) {
  const status = record.state === 'active' ? 'active' : record.state === 'pending' ? 'pending' : 'restricted';
  const detail = { code: 'requirements_past_due', resolution: 'provide_info' } as const;
  const recipient = {
    applied: true,
    capabilities: {
      stripe_balance: { stripe_transfers: { status, status_details: status === 'active' ? [] : [detail] } },
    },
  } as const;
  return {
    id: record.id,
    object: 'v2.core.account',
    applied_configurations: ['recipient'],
    closed: false,
    ...(include.includes('configuration.recipient') ? { configuration: { recipient } } : {}),
    ...(record.email ? { contact_email: record.email } : {}),
    created: new Date(record.created * 1000).toISOString(),
    dashboard: 'express',
    ...(record.name ? { display_name: record.name } : {}),
    livemode: false,
    metadata: record.metadata,
  } satisfies Partial<Stripe.V2.Core.Account>;
}
