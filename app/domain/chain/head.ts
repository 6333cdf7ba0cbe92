import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from './canonical';

/** How far a chain had come at the end of a day; its signature is over its canonical JSON. */
export interface Head {
  chain: string;
  seq: number;
  hash: string;
  /** the UTC day it closes, "2026-01-31" */
  day: string;
  /** the program's clock when it was signed, ISO 8601 */
  at: string;
  /** the id of the signing key */
  key: string;
}

/** A head as published, exported and anchored. */
export interface SignedHead {
  head: Head;
  /** Ed25519, 128 hex digits */
  signature: string;
}

/** A public key as a JSON Web Key (RFC 8037); `kid` is its thumbprint (RFC 7638). */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  kid: string;
  /** base64url */
  x: string;
}

/** Whether a text's signature is the key's (RFC 8032). A malformed signature or key is none. */
export function isSigned(text: string, signature: string, key: PublicKey): boolean {
  try {
    return ed25519.verify(hexToBytes(signature), utf8ToBytes(text), fromBase64Url(key.x));
  } catch {
    return false;
  }
}

/** Whether a head carries its key's signature. */
export function isHeadSigned({ head, signature }: SignedHead, key: PublicKey): boolean {
  return head.key === key.kid && isSigned(canonical(head), signature, key);
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
