import canonicalize from 'canonicalize';
import { invariant } from '~/kernel/invariant';
import type { MinorUnits } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Item } from './allocation';

/** What an approval binds (reliability.md I14): who is paid how much where, for which commissions, worth what when it was asked for. */
export interface Manifest {
  payoutId: string;
  partnerId: string;
  amount: MinorUnits;
  currency: string;
  /** the Stripe account */
  destination: string;
  /** each with what its commission was worth: a refund since changes the hash */
  items: ReadonlyArray<Item & { worth: MinorUnits }>;
}

/** Canonical JSON (RFC 8785) of a manifest; amounts are strings, items in order of their commission. */
export function manifestText(manifest: Manifest): string {
  const { items, ...head } = manifest;
  const text = canonicalize({
    version: 1,
    ...head,
    amount: head.amount.toString(),
    items: [...items].sort(byKeys((item) => item.commissionId)).map((item) => ({
      commissionId: item.commissionId,
      amount: item.amount.toString(),
      worth: item.worth.toString(),
    })),
  });
  invariant(text, 'a manifest is JSON');
  return text;
}

/** SHA-256 of the canonical manifest, as 64 hex digits. */
export async function manifestHash(manifest: Manifest): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(manifestText(manifest)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
