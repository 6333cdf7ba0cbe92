/** The bank account of a connected account, as the account and its events show it. */
export function bankAccount(account: {
  id: string;
  name: string | null;
  country: string;
  currency: string;
  bankAccount?: string | undefined;
  bankErrored?: boolean | undefined;
}) {
  const id = account.bankAccount ?? `ba_${account.id.slice(5)}`;
  return {
    id,
    object: 'bank_account',
    account: account.id,
    account_holder_name: account.name,
    account_holder_type: 'individual',
    account_type: null,
    available_payout_methods: ['standard'],
    bank_name: 'SANDBOX BANK',
    country: account.country,
    currency: account.currency,
    default_for_currency: true,
    fingerprint: id.slice(-16),
    last4: id.slice(-4),
    metadata: {},
    routing_number: null,
    status: account.bankErrored ? 'errored' : 'new',
  };
}
