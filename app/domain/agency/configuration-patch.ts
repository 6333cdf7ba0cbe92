import canonicalize from 'canonicalize';
import type { JsonValue } from './configuration-json';

export type JsonObject = { [name: string]: JsonValue };

/** Neither a list nor a bare value. */
export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Object.fromEntries defines properties, so that a name like __proto__ is one like any other.
const objectOf = (entries: Map<string, JsonValue>): JsonObject => Object.fromEntries(entries);

const same = (a: JsonValue, b: JsonValue): boolean => canonicalize(a) === canonicalize(b);

/** JSON merge patch (RFC 7386): objects are merged name by name, null takes a name away, everything else replaces. */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return objectOf(merged);
}

/**
 * The smallest merge patch that makes `to` out of `from`. A null that is a new member of an object cannot be said by one: `isSayable` tells.
 * @returns {} when nothing differs
 */
export function patchBetween(from: JsonObject, to: JsonObject): JsonObject {
  const patch = new Map<string, JsonValue>();
  for (const name of Object.keys(from)) if (!Object.hasOwn(to, name)) patch.set(name, null);
  for (const [name, value] of Object.entries(to)) {
    const before = Object.hasOwn(from, name) ? from[name] : undefined;
    if (before !== undefined && same(before, value)) continue;
    if (isObject(value)) patch.set(name, patchBetween(isObject(before) ? before : {}, value));
    else patch.set(name, value);
  }
  return objectOf(patch);
}

/** Whether a merge patch from one to the other exists (RFC 7386, section 1: null removes, so it cannot be set). */
export function isSayable(from: JsonObject, to: JsonObject): boolean {
  return same(mergePatch(from, patchBetween(from, to)), to);
}
