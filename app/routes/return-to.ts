import { hasControl } from '~/kernel/text';

/**
 * Where to go after signing in: a path of this portal, or the fallback. Browsers read "//host" and "/\host" as another site, and leave tabs
 * and line breaks out before they read.
 */
export function safeReturnTo(value: FormDataEntryValue | null, fallback: string): string {
  if (typeof value !== 'string' || value.length > 1000 || hasControl(value)) return fallback;
  return /^\/(?![/\\])/.test(value) ? value : fallback;
}
