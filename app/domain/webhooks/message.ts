import canonicalize from 'canonicalize';
import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';

/** What the portal tells the product (contract.md, product events). */
export type ProductMessageType = 'client.handed_off';

export interface ProductMessage {
  type: ProductMessageType;
  /** when it happened, on the program's clock */
  at: Instant;
  /** JSON */
  data: unknown;
}

/**
 * The body of a message, which every try sends byte for byte. Canonical JSON (RFC 8785): a document that is kept as canonical JSON stands in
 * it with exactly its own bytes (ADR-0110).
 * @throws for what is not JSON
 */
export function messageBody({ type, at, data }: ProductMessage): string {
  const body = canonicalize({ type, timestamp: new Date(at).toISOString(), data });
  invariant(body !== undefined && data !== undefined, 'a message is JSON');
  return body;
}
