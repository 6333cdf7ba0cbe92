import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import { type Call, type Endpoint, find, page, params } from './endpoint';
import { invalid } from './errors';
import { stripeId } from './stripe-id';

function create(call: Call): object {
  const read = params(call, 'api_version', 'connect', 'description', 'enabled_events', 'metadata', 'url');
  const url = read.required('url');
  if (!/^https?:\/\//.test(url)) throw invalid('Invalid URL: An explicit scheme must be provided.', 'url');
  const enabled = read.list('enabled_events').map(String);
  if (enabled.length === 0) throw invalid('Missing required param: enabled_events.', 'enabled_events');
  const endpoint = {
    id: stripeId('we'),
    object: 'webhook_endpoint',
    api_version: read.text('api_version') ?? null,
    application: null,
    created: call.now,
    description: read.text('description') ?? null,
    enabled_events: enabled,
    livemode: false,
    metadata: read.metadata(),
    status: 'enabled',
    url,
  } as unknown as Stripe.WebhookEndpoint;
  const secret = `whsec_${randomBytes(24).toString('hex')}`;
  call.store.put('webhookEndpoint', endpoint.id, {
    ...{ endpoint, secret, connect: read.boolean('connect') ?? false },
  });
  // shown this once
  return { ...endpoint, secret };
}

function update(call: Call): object {
  const read = params(call, 'description', 'disabled', 'enabled_events', 'metadata', 'url');
  const kept = find(call, 'webhookEndpoint', call.ids.id ?? '', 'webhook endpoint');
  const before = kept.endpoint;
  const enabled = read.list('enabled_events').map(String);
  const disabled = read.boolean('disabled');
  const endpoint = {
    ...before,
    description: read.text('description') ?? before.description,
    enabled_events: enabled.length > 0 ? enabled : before.enabled_events,
    metadata: { ...before.metadata, ...read.metadata() },
    status: disabled === undefined ? before.status : disabled ? 'disabled' : 'enabled',
    url: read.text('url') ?? before.url,
  };
  call.store.put('webhookEndpoint', before.id, { ...kept, endpoint });
  return endpoint;
}

/** Where events go, besides the targets this server was started with. */
export const webhookEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/webhook_endpoints', handle: create },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints',
    handle: (call) => {
      params(call, 'ending_before', 'limit', 'starting_after');
      const all = call.store.list('webhookEndpoint').map(({ endpoint }) => endpoint);
      return page(call, '/v1/webhook_endpoints', all);
    },
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints/:id',
    handle: (call) => {
      params(call);
      return find(call, 'webhookEndpoint', call.ids.id ?? '', 'webhook endpoint').endpoint;
    },
  },
  { method: 'POST', path: '/v1/webhook_endpoints/:id', handle: update },
  {
    method: 'DELETE',
    path: '/v1/webhook_endpoints/:id',
    handle: (call) => {
      params(call);
      const { endpoint } = find(call, 'webhookEndpoint', call.ids.id ?? '', 'webhook endpoint');
      call.store.remove('webhookEndpoint', endpoint.id);
      return { id: endpoint.id, object: 'webhook_endpoint', deleted: true };
    },
  },
];
