import type { PublicKey, SignedHead } from '../head';
import { AnchoredHead, GivenKey } from './shapes';

/** The keys of a downloaded `/.well-known/tributary-keys.json`; null when it is none. */
export function parseKeys(text: string): PublicKey[] | null {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || !('keys' in value) || !Array.isArray(value.keys))
    return null;
  const keys = value.keys.map((key) => GivenKey.safeParse(key));
  const read = keys.flatMap((key) => (key.success ? [key.data] : []));
  return read.length === keys.length && read.length > 0 ? read : null;
}

/**
 * Heads kept outside: one JSON object a line, as the portal publishes or mails them, or the head lines of an older export (its other lines
 * are passed over). Null when there is none.
 */
export function parseAnchors(text: string): SignedHead[] | null {
  const heads = text.split('\n').flatMap((line) => {
    const head = AnchoredHead.safeParse(parse(line));
    return head.success ? [head.data] : [];
  });
  return heads.length > 0 ? heads : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
