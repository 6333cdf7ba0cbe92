import { createGroupCommit } from './group-commit.server';

export interface ShortCache<Value> {
  /** @param fresh asks the source even when something is remembered */
  get(key: string, fresh?: boolean): Promise<Value | null>;
}

/**
 * Remembers what was looked up for a moment of the machine's time; lookups that arrive while one is under way share the next
 * question. What is not there is never remembered: it may be made the very next moment.
 * @param find answers one value or null for each key, in order
 * @param keep whether a value may be remembered
 */
export function createShortCache<Value>(settings: {
  find: (keys: string[]) => Promise<(Value | null)[]>;
  keep: (value: Value) => boolean;
  milliseconds: number;
  most: number;
}): ShortCache<Value> {
  const { keep, milliseconds, most } = settings;
  const remembered = new Map<string, { value: Value; until: number }>();
  const find = createGroupCommit(settings.find);

  async function ask(key: string): Promise<Value | null> {
    const asked = performance.now();
    const value = await find(key);
    remembered.delete(key);
    if (value !== null && keep(value)) {
      if (remembered.size >= most) remembered.clear();
      // Counted from the question: the answer may already be as old as it took to arrive.
      remembered.set(key, { value, until: asked + milliseconds });
    }
    return value;
  }

  return {
    async get(key, fresh = false) {
      const hit = fresh ? undefined : remembered.get(key);
      return hit && hit.until > performance.now() ? hit.value : ask(key);
    },
  };
}
