import canonicalize from 'canonicalize';
import { invariant } from '~/kernel/invariant';
import { type MinorUnits, sum } from '~/kernel/money';
import { byKeys } from '~/kernel/order';

/** One payout in an approval of a batch: who is paid how much where; its own manifest binds the commissions. */
export interface BatchManifestLine {
  payoutId: string;
  partnerId: string;
  amount: MinorUnits;
  currency: string;
  /** the Stripe account */
  destination: string;
  /** of the payout (manifest.ts) */
  manifestHash: string;
}

/** What an admin approves of a batch at once, and what is kept of it (ADR-0087). */
export interface BatchManifest {
  /** canonical JSON (RFC 8785): amounts are strings, payouts in order of their ids */
  text: string;
  /** SHA-256 of the text, as 64 hex digits */
  hash: string;
  payouts: number;
  /** of all of them; minor units */
  total: MinorUnits;
}

/** The manifest of the payouts chosen from a batch. @throws when they are in several currencies */
export async function batchManifest(
  batchId: string,
  chosen: readonly BatchManifestLine[],
): Promise<BatchManifest> {
  invariant(new Set(chosen.map((line) => line.currency)).size <= 1, 'a batch is of one currency');
  const payouts = [...chosen].sort(byKeys((line) => line.payoutId)).map((line) => ({
    payoutId: line.payoutId,
    partnerId: line.partnerId,
    amount: line.amount.toString(),
    currency: line.currency,
    destination: line.destination,
    manifestHash: line.manifestHash,
  }));
  const text = canonicalize({ version: 1, batchId, payouts });
  invariant(text, 'a manifest is JSON');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { text, hash, payouts: chosen.length, total: sum(chosen.map((line) => line.amount)) };
}
