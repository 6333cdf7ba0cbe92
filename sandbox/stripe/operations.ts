import { disputeEndpoints } from './disputes';
import type { Endpoint } from './endpoint';
import { accountEndpoints } from './endpoints-accounts';
import { billingEndpoints } from './endpoints-billing';
import { catalogEndpoints } from './endpoints-catalog';
import { transferEndpoints } from './endpoints-transfers';
import { StripeFailure } from './errors';
import { payoutEndpoints } from './payouts';
import { sessionEndpoints } from './sessions';
import { settlementEndpoints } from './settlements';
import { webhookEndpoints } from './webhook-endpoints';

const endpoints: Endpoint[] = [
  ...transferEndpoints,
  ...accountEndpoints,
  ...billingEndpoints,
  ...disputeEndpoints,
  ...settlementEndpoints,
  ...catalogEndpoints,
  ...sessionEndpoints,
  ...payoutEndpoints,
  ...webhookEndpoints,
];

/** The endpoint of a request, with the ids in its path. @throws StripeFailure where Stripe knows no such address */
export function match(method: string, path: string): { endpoint: Endpoint; ids: Record<string, string> } {
  const parts = path.split('/');
  for (const endpoint of endpoints) {
    const pattern = endpoint.path.split('/');
    if (endpoint.method !== method || pattern.length !== parts.length) continue;
    const ids: Record<string, string> = {};
    const fits = pattern.every((part, index) => {
      const value = parts[index] ?? '';
      if (!part.startsWith(':')) return part === value;
      ids[part.slice(1)] = decodeURIComponent(value);
      return true;
    });
    if (fits) return { endpoint, ids };
  }
  const message = `Unrecognized request URL (${method}: ${path}).`;
  throw new StripeFailure(404, { type: 'invalid_request_error', message });
}
