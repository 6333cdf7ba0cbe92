import { newToken } from '../../app/kernel/ids';
import { type AccountRecord, accountV1, accountV2, newAccount } from './accounts';
import { type Call, type Endpoint, find, page, params } from './endpoint';
import { invalid, StripeFailure } from './errors';
import type { Form } from './form';
import { Params } from './params';

/** Stripe's example lifetime of an onboarding link (docs.stripe.com/api/account_links). */
const LINK_SECONDS = 300;

function text(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function create(call: Call, account: AccountRecord): AccountRecord {
  return call.store.put('account', account.id, account);
}

function createV1(call: Call): object {
  const read = params(
    call,
    'business_profile',
    'business_type',
    'capabilities',
    'controller',
    'country',
    'email',
    'metadata',
    'type',
  );
  const account = newAccount({
    email: read.text('email'),
    country: read.text('country'),
    metadata: read.metadata(),
    created: call.now,
  });
  return accountV1(create(call, account));
}

/** v2 bodies are JSON: an `include` is a list of the parts wanted in the answer. */
function included(call: Call): string[] {
  const value = call.form.include;
  return Array.isArray(value) ? value.map(String) : [];
}

function createV2(call: Call): object {
  const read = params(
    call,
    'configuration',
    'contact_email',
    'dashboard',
    'defaults',
    'display_name',
    'identity',
    'include',
    'metadata',
  );
  const configuration = read.object('configuration');
  if (!configuration.recipient)
    throw invalid('This server makes accounts with configuration.recipient only', 'configuration');
  const account = newAccount({
    email: read.text('contact_email'),
    name: read.text('display_name'),
    country: text(read.object('identity'), 'country'),
    metadata: read.metadata(),
    created: call.now,
  });
  return accountV2(create(call, account), included(call));
}

function account(call: Call): AccountRecord {
  const found = find(call, 'account', call.ids.id ?? '', 'account');
  if (!found.deauthorized) return found;
  const message = `The provided key does not have access to account '${found.id}' (or that account does not exist). Application access may have been revoked.`;
  throw new StripeFailure(403, { type: 'invalid_request_error', code: 'account_invalid', message });
}

/** Makes the hosted page of an account; the token in its address is the secret. */
function hostedPage(
  call: Call,
  accountId: string,
  addresses: { returnUrl: string; refreshUrl: string },
): string {
  find(call, 'account', accountId, 'account');
  const token = newToken(32);
  const expiresAt = call.now + LINK_SECONDS;
  call.store.put('onboarding', token, { account: accountId, ...addresses, expiresAt, opened: false });
  return `${call.origin}/connect/setup/${token}`;
}

function linkV1(call: Call): object {
  const read = params(call, 'account', 'collect', 'collection_options', 'refresh_url', 'return_url', 'type');
  if (!['account_onboarding', 'account_update'].includes(read.required('type')))
    throw invalid('Invalid type', 'type');
  const addresses = { returnUrl: read.required('return_url'), refreshUrl: read.required('refresh_url') };
  const url = hostedPage(call, read.required('account'), addresses);
  return { object: 'account_link', created: call.now, expires_at: call.now + LINK_SECONDS, url };
}

function linkV2(call: Call): object {
  const read = params(call, 'account', 'use_case');
  const useCase = read.object('use_case');
  const type = text(useCase, 'type');
  if (type !== 'account_onboarding' && type !== 'account_update')
    throw invalid('Invalid use case', 'use_case[type]');
  const options = new Params(read.object('use_case'), [
    'type',
    'account_onboarding',
    'account_update',
  ]).object(type);
  const addresses = {
    returnUrl: text(options, 'return_url') ?? '',
    refreshUrl: text(options, 'refresh_url') ?? '',
  };
  if (!addresses.refreshUrl) throw invalid('Missing required param: refresh_url.', 'use_case');
  const id = read.required('account');
  return {
    object: 'v2.core.account_link',
    account: id,
    created: new Date(call.now * 1000).toISOString(),
    expires_at: new Date((call.now + LINK_SECONDS) * 1000).toISOString(),
    livemode: false,
    url: hostedPage(call, id, addresses),
    use_case: { type, [type]: { refresh_url: addresses.refreshUrl, return_url: addresses.returnUrl } },
  };
}

/** Connected accounts: made as recipients, read as v1 (integrations.md section 3, "Accounts"). */
export const accountEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v2/core/accounts', handle: createV2 },
  {
    method: 'GET',
    path: '/v2/core/accounts/:id',
    handle: (call) => accountV2(account(call), included(call)),
  },
  { method: 'POST', path: '/v2/core/account_links', handle: linkV2 },
  { method: 'POST', path: '/v1/accounts', handle: createV1 },
  {
    method: 'GET',
    path: '/v1/accounts',
    handle: (call) => page(call, '/v1/accounts', call.store.list('account').map(accountV1)),
  },
  {
    method: 'GET',
    path: '/v1/accounts/:id',
    handle: (call) => {
      params(call);
      return accountV1(account(call));
    },
  },
  {
    method: 'POST',
    path: '/v1/accounts/:id/login_links',
    handle: (call) => {
      params(call);
      const url = `${call.origin}/connect/express/${account(call).id}`;
      return { object: 'login_link', created: call.now, url };
    },
  },
  { method: 'POST', path: '/v1/account_links', handle: linkV1 },
];
