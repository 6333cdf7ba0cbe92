import type { Instant } from '~/kernel/time';
import { env } from './env.server';
import { log } from './log.server';

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

/** Delivers what falls due on the way before it answers. */
const CLOCK_TIMEOUT_MS = 120_000;

/**
 * Sets the local server's clock, so that subscriptions renew, trials end and checkouts expire there until then; their events have been
 * offered to this portal when it answers.
 * @returns when something happens there by itself next; null: never, or there is no local server that answers
 */
export async function moveSandboxStripe(to: { at: Instant; running: boolean }): Promise<Instant | null> {
  const url = base();
  if (!url) return null;
  try {
    const answer = await fetch(`${url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ now: new Date(to.at).toISOString(), running: to.running }),
      signal: AbortSignal.timeout(CLOCK_TIMEOUT_MS),
    });
    const body = await answer.text();
    if (!answer.ok) return null;
    const { nextDue } = JSON.parse(body) as { nextDue?: string | null };
    return nextDue ? Date.parse(nextDue) : null;
  } catch (error) {
    // A clock that could not be moved without the other server would stop every test that needs no Stripe.
    log.warn({ error }, 'the Stripe-compatible server did not follow the clock');
    return null;
  }
}
