import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { env } from './env.server';

const SIGNATURE_BYTES = 16;

/**
 * Signs short texts: base64url of an HMAC-SHA256, cut to 128 bits.
 * @param purpose each gets a key of its own out of SESSION_SECRET, so that no signature is good for anything else
 */
export function createSigner(purpose: string): (text: string) => string {
  // As a key object: bytes would be made into one for every signature.
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', env.sessionSecret, '', purpose, 32)));
  return (text) =>
    createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
}
