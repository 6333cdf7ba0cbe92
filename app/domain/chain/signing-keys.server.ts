import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { SigningKey } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { decrypt, encrypt, sha256Base64Url } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import { canonical } from './canonical';
import type { PublicKey, SignedHead } from './head';

const PURPOSE = 'chain signing key';

/** The key that signs now. */
export interface Signer {
  keyId: string;
  /** Ed25519 over the text's UTF-8 bytes, 128 hex digits */
  sign: (text: string) => string;
}

/**
 * The program's signing key, drawn when there is none. It lies in the database encrypted under SESSION_SECRET: whoever can write to the
 * database alone cannot sign (ADR-0061).
 */
export async function loadSigner(tx: Tx, now: Instant): Promise<Signer> {
  const row = (await currentKey(tx)) ?? (await drawKey(tx, now));
  const d = decrypt(row.secret, PURPOSE, row.id);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: row.publicKey, d };
  const secret = createPrivateKey({ key: jwk, format: 'jwk' });
  return { keyId: row.id, sign: (text) => sign(null, Buffer.from(text), secret).toString('hex') };
}

const currentKey = (tx: Tx) => tx.signingKey.findFirst({ where: { retiredAt: null } });

async function drawKey(tx: Tx, now: Instant): Promise<SigningKey> {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const id = keyThumbprint(x);
  const secret = encrypt(d, PURPOSE, id);
  // of two processes that draw at once one's is kept: a partial unique index allows one key in use
  await tx.$executeRaw`
    insert into signing_key (id, public_key, secret, created_at) values (${id}, ${x}, ${secret}, ${new Date(now)}::timestamptz)
    on conflict do nothing`;
  const row = await currentKey(tx);
  if (!row) throw new Error('a signing key was drawn and is not there');
  return row;
}

/** RFC 7638: base64url of the SHA-256 of the required members in their order. */
function keyThumbprint(x: string): string {
  return sha256Base64Url(canonical({ crv: 'Ed25519', kty: 'OKP', x }));
}

/** Every key that ever signed, the newest first. */
export async function listPublicKeys(tx: Tx = db): Promise<Array<PublicKey & { retiredAt: Date | null }>> {
  const rows = await tx.signingKey.findMany({ orderBy: { createdAt: 'desc' } });
  return rows.map(({ id, publicKey, retiredAt }) => ({
    kty: 'OKP',
    crv: 'Ed25519',
    kid: id,
    x: publicKey,
    retiredAt,
  }));
}

/** As isHeadSigned of head.ts, by the machine's own means: there are heads of every chain and day. */
export function isHeadSignedFast({ head, signature }: SignedHead, { kid, x }: PublicKey): boolean {
  return head.key === kid && isSignedFast(canonical(head), signature, { x });
}

/** As isSigned of head.ts, by the machine's own means. */
export function isSignedFast(text: string, signature: string, { x }: Pick<PublicKey, 'x'>): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'hex'));
  } catch {
    return false; // what is no key has signed nothing
  }
}
