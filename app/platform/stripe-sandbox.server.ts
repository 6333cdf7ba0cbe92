import { env } from './env.server';

// What only the local Stripe-compatible server offers (sandbox/stripe/control.ts): tests and demos, never production.

/** A transfer as the local server received it; amounts are decimal strings of minor units. */
export interface ReceivedTransfer {
  id: string;
  amount: string;
  currency: string;
  destination: string;
  transferGroup: string | null;
  idempotencyKey: string | null;
  createdAt: string;
}

/** The local server's address; null in production and when a real Stripe account is used. */
function base(): string | null {
  return env.sandbox ? (env.stripe?.apiBase ?? null) : null;
}

/** Fills in an account's onboarding as a person would. @returns false when there is no local server */
export async function onboardSandboxAccount(accountId: string): Promise<boolean> {
  const url = base();
  if (!url) return false;
  const answer = await fetch(`${url}/_sandbox/accounts/${accountId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state: 'active' }),
  });
  await answer.arrayBuffer();
  return answer.ok;
}

/** Every transfer the local server received, oldest first; null when there is no local server. */
export async function sandboxTransfers(): Promise<ReceivedTransfer[] | null> {
  const url = base();
  if (!url) return null;
  const answer = await fetch(`${url}/_sandbox/transfers`);
  const { data } = (await answer.json()) as { data: ReceivedTransfer[] };
  return data.map(({ id, amount, currency, destination, transferGroup, idempotencyKey, createdAt }) => ({
    id,
    amount,
    currency,
    destination,
    transferGroup,
    idempotencyKey,
    createdAt,
  }));
}
