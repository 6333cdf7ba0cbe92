import { Time } from '~/components/ui/time';
import type { StripeCustomerView } from '~/domain/qualification/stripe-customers.server';

const words: Record<string, string> = {
  client_reference_id: 'the checkout’s reference',
  metadata: 'metadata',
  promotion_code: 'a partner’s promotion code',
  email: 'its mail address',
  stripe: 'a click',
};

/** Which Stripe customers the payments come from, and what said so first (ADR-0084). */
export function StripeCustomers({ of }: { of: readonly StripeCustomerView[] }) {
  if (of.length === 0) return null;
  return (
    <ul className="-mt-2 mb-5 grid gap-1 text-sm text-muted">
      {of.map(({ id, boundBy, at }) => (
        <li key={id}>
          Stripe customer <span className="font-mono text-xs break-all">{id}</span>, known by{' '}
          {words[boundBy] ?? boundBy} since <Time at={at} />
        </li>
      ))}
    </ul>
  );
}
