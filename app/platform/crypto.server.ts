import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { env } from './env.server';

/** SHA-256 of a text as 64 hex digits: how secrets that only have to be recognised are stored. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An unguessable secret for a link, cookie or key: 256 bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

const keyFor = (purpose: string) =>
  Buffer.from(hkdfSync('sha256', env.sessionSecret, '', `encrypt ${purpose}`, 32));

/**
 * AES-256-GCM under a key derived from SESSION_SECRET: for secrets that must be read again.
 * @param owner bound into the ciphertext: a value copied to another row does not open there
 */
export function encrypt(plain: string, purpose: string, owner: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv).setAAD(Buffer.from(owner));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** The counterpart. @throws when it was not encrypted here for this owner */
export function decrypt(sealed: string, purpose: string, owner: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, 12)).setAAD(
    Buffer.from(owner),
  );
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

/** SHA-256 of a text, base64url. */
export function sha256Base64Url(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
