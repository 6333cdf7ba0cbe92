import Stripe from 'stripe';
import { env } from './env.server';

/** A call's longest wait; with the retries it stays below the lock of whoever waits for the job (reliability.md, protocol P (c)). */
const TIMEOUT_MS = 25_000;
const RETRIES = 2;
/** Signatures older than this are refused, by the machine's clock (contract.md, webhooks). */
const SIGNATURE_TOLERANCE_SECONDS = 300;

/** What a call to Stripe came to. Only bugs throw. */
export type StripeAnswer<T> =
  | { outcome: 'ok'; value: T }
  | { outcome: 'not_configured' }
  /** definite: Stripe did nothing, and will not with this request */
  | { outcome: 'refused'; code: string | null; reason: string }
  /** nobody knows whether Stripe did it; `saved`: repeating the idempotency key would only replay this answer */
  | { outcome: 'unknown'; reason: string; saved: boolean };

let client: Stripe | undefined;

/** The unmodified SDK; undefined when Stripe is not configured. STRIPE_API_BASE points it at a compatible server. */
export function stripeClient(): Stripe | undefined {
  if (!env.stripe) return undefined;
  if (client) return client;
  const { secretKey, apiBase } = env.stripe;
  const base = apiBase ? new URL(apiBase) : null;
  client = new Stripe(secretKey, {
    telemetry: false,
    maxNetworkRetries: RETRIES,
    timeout: TIMEOUT_MS,
    appInfo: { name: 'tributary' },
    ...(base
      ? {
          host: base.hostname,
          port: base.port || (base.protocol === 'https:' ? '443' : '80'),
          protocol: base.protocol === 'https:' ? 'https' : 'http',
        }
      : {}),
  });
  return client;
}

/** Calls Stripe and reads what became of it (integrations.md section 3, "Idempotency v1"). */
export async function askStripe<T>(call: (stripe: Stripe) => Promise<T>): Promise<StripeAnswer<T>> {
  const stripe = stripeClient();
  if (!stripe) return { outcome: 'not_configured' };
  try {
    return { outcome: 'ok', value: await call(stripe) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return readFailure(error);
  }
}

function readFailure(error: Stripe.errors.StripeError): Exclude<StripeAnswer<never>, { outcome: 'ok' }> {
  const { statusCode: status = 0, code = null, message } = error;
  const reason = message || error.type;
  // The key was used with other parameters: something of ours went out under it, so nothing is known.
  if (error instanceof Stripe.errors.StripeIdempotencyError)
    return { outcome: 'unknown', reason, saved: true };
  if (status >= 500)
    return { outcome: 'unknown', reason, saved: error.headers?.['idempotent-replayed'] === 'true' };
  // No connection, a lock, a limit, our own credentials: nothing wrong with what was asked for, later is another day.
  if ([0, 401, 403, 408, 409, 425, 429].includes(status)) return { outcome: 'unknown', reason, saved: false };
  return { outcome: 'refused', code, reason };
}

/** A transfer to a connected account, in our words. */
export interface StripeTransfer {
  id: string;
  /** minor units */
  amount: bigint;
  amountReversed: bigint;
  /** upper case */
  currency: string;
  destination: string | null;
  /** milliseconds */
  createdAt: number;
}

export function readTransfer(transfer: Stripe.Transfer): StripeTransfer {
  const { destination } = transfer;
  return {
    id: transfer.id,
    amount: BigInt(transfer.amount),
    amountReversed: BigInt(transfer.amount_reversed),
    currency: transfer.currency.toUpperCase(),
    destination: destination === null || typeof destination === 'string' ? destination : destination.id,
    createdAt: transfer.created * 1000,
  };
}

export interface TransferOrder {
  /** minor units */
  amount: bigint;
  /** upper case */
  currency: string;
  /** the connected account */
  destination: string;
  /** the payout: how the transfer is found again */
  group: string;
  idempotencyKey: string;
  metadata: Record<string, string>;
}

/** Sends money. Repeating an order with its key is safe for a day; afterwards look it up first. */
export function createTransfer(order: TransferOrder): Promise<StripeAnswer<StripeTransfer>> {
  return askStripe(async (stripe) =>
    readTransfer(
      await stripe.transfers.create(
        {
          amount: Number(order.amount),
          currency: order.currency.toLowerCase(),
          destination: order.destination,
          transfer_group: order.group,
          metadata: order.metadata,
        },
        { idempotencyKey: order.idempotencyKey },
      ),
    ),
  );
}

/** Every transfer of a payout; more than one is a fault somebody must look at. */
export function findTransfersByGroup(group: string): Promise<StripeAnswer<StripeTransfer[]>> {
  return askStripe(async (stripe) => {
    const { data } = await stripe.transfers.list({ transfer_group: group, limit: 100 });
    return data.map(readTransfer);
  });
}

/**
 * Whether a delivery is Stripe's: signed with the platform's secret or that of connected accounts, not older than five minutes of machine
 * time. What it says is read elsewhere.
 * @param body exactly as received
 */
export function isSignedByStripe(body: string, signature: string): boolean {
  const stripe = stripeClient();
  if (!stripe || !env.stripe) return false;
  return [env.stripe.webhookSecret, env.stripe.connectWebhookSecret].flatMap(secretsIn).some((secret) => {
    try {
      return (
        stripe.webhooks.signature?.verifyHeader(body, signature, secret, SIGNATURE_TOLERANCE_SECONDS) ?? false
      );
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
      throw error;
    }
  });
}

/** While a secret is being changed both are good: "whsec_new, whsec_old". */
const secretsIn = (setting: string): string[] => setting.split(/[\s,]+/).filter(Boolean);

/** The version of Stripe's API that is read; webhook endpoints are given it. */
export const STRIPE_API_VERSION: string = Stripe.API_VERSION;

/** Whether an event has the shape this version of the SDK describes: an endpoint's or account's version decides that. */
export function isExpectedVersion(apiVersion: string | null): boolean {
  return apiVersion === null || apiVersion === STRIPE_API_VERSION;
}

/** Whether this installation moves real money: events of the other mode are not for it. */
export function stripeIsLive(): boolean {
  return /^[sr]k_live_/.test(env.stripe?.secretKey ?? '');
}
