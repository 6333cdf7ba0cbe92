import { createHash } from 'node:crypto';
import { StripeFailure } from './errors';
import type { Form } from './form';
import type { SavedAnswer, Store } from './store';

/** Stripe keeps keys for at least a day; this server for exactly one, of its own clock. */
const KEPT_MS = 24 * 3_600_000;

/** What must be equal when a key is used again: method, path and parameters, in any order of the fields. */
export function fingerprint(method: string, path: string, form: Form): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  };
  return createHash('sha256')
    .update(JSON.stringify([method, path, sorted(form)]))
    .digest('hex');
}

/** The keys of one server: saved answers, and the requests being worked on (docs.stripe.com/api/idempotent_requests). */
export class Keys {
  private readonly working = new Set<string>();

  constructor(private readonly store: Store) {}

  /**
   * Takes a key for a request, until `release`.
   * @param now milliseconds of the sandbox's clock
   * @returns the answer saved under it, or undefined when the request is to be executed
   * @throws StripeFailure when the key was used with other parameters, or is in use
   */
  take(key: string, print: string, now: number): SavedAnswer | undefined {
    if (this.working.has(key)) {
      throw new StripeFailure(409, {
        type: 'invalid_request_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key: ${key}`,
      });
    }
    const saved = this.store.get('answer', key);
    if (saved && now - saved.at < KEPT_MS) {
      if (saved.fingerprint === print) return saved;
      throw new StripeFailure(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    this.working.add(key);
    return undefined;
  }

  save(key: string, answer: SavedAnswer): void {
    this.store.put('answer', key, answer);
  }

  release(key: string): void {
    this.working.delete(key);
  }

  /** As when a day has passed. */
  forgetAll(): void {
    for (const [key] of this.store.entries('answer')) this.store.remove('answer', key);
    this.store.commit();
  }
}
