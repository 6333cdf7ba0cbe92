import type { Instant } from '~/kernel/time';
import { canonical, sha256Text } from './canonical';

/**
 * SHA-256 of a salt and what must not be read from the chain: whoever is shown both can check it, and once the salt is emptied nobody
 * can (domain.md section 13).
 */
export function commitment(salt: string, secret: unknown): string {
  return sha256Text(canonical({ salt, secret }));
}

/** An instant as the chain writes it. */
export function iso(at: Instant): string;
export function iso(at: Instant | null): string | null;
export function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
