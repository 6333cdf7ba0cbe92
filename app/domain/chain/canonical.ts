import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { invariant } from '~/kernel/invariant';

/** Canonical JSON (RFC 8785, ADR-0045). @throws for what is not JSON */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  invariant(text !== undefined, 'only JSON is sealed');
  return text;
}

/** SHA-256 of a text's UTF-8 bytes as 64 hex digits. */
export function sha256Text(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
