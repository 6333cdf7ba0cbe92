import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from '../canonical';
import type { PublicKey } from '../head';
import type { Findings } from './finding';
import type { ReadExport } from './read-export';

/** The id of a key: its thumbprint (RFC 7638), SHA-256 of its required members in canonical JSON, base64url. */
export function thumbprint({ crv, kty, x }: Pick<PublicKey, 'crv' | 'kty' | 'x'>): string {
  const digest = sha256(utf8ToBytes(canonical({ crv, kty, x })));
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/**
 * The keys that signatures are checked with, by id: those given by the user, else those of the export. Notes keys that are not what their
 * id says.
 */
export function trustedKeys(
  read: ReadExport,
  given: readonly PublicKey[] | undefined,
  findings: Findings,
): Map<string, PublicKey> {
  const seen = new Set<string>();
  for (const { key, at } of read.keys) {
    if (thumbprint(key) !== key.kid) {
      findings.add('file', `the key at line ${at} is not the one its id ${key.kid} names`, { line: at });
    } else if (seen.has(key.kid)) {
      findings.add('file', `the key ${key.kid} stands twice, again at line ${at}`, { line: at });
    }
    seen.add(key.kid);
  }
  const trusted = (given ?? read.keys.map(({ key }) => key)).filter((key) => thumbprint(key) === key.kid);
  return new Map(trusted.map((key) => [key.kid, key]));
}
