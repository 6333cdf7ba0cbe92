import { createHash } from 'node:crypto';

/** SHA-256 of a text as 64 hex digits: how secrets that only have to be recognised are stored. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
