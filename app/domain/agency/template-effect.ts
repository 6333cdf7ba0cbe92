import { mergePatch } from './configuration-patch';
import { canonicalText, storedObject } from './configuration-text';

/**
 * The document a client gets: what differs for it, merged into the template (RFC 7386).
 * @param template the document of a version, canonical JSON
 * @param overrides canonical JSON
 * @returns canonical JSON
 */
export function effectOf(template: string, overrides: string): string {
  return canonicalText(mergePatch(storedObject(template), storedObject(overrides)));
}
