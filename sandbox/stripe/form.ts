/** A form value as Stripe's SDK sends it: text, a list or a nested object. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue };
export type Form = { [key: string]: FormValue };

/** `a[b][0]` -> ['a', 'b', '0']; a name without brackets is itself. */
function segments(name: string): string[] {
  const open = name.indexOf('[');
  if (open < 0) return [name];
  const rest = name.slice(open).match(/\[[^\]]*\]/g) ?? [];
  return [name.slice(0, open), ...rest.map((part) => part.slice(1, -1))];
}

/** Objects whose keys are 0, 1, 2 … are lists: that is how the SDK writes them. */
function listify(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listify(inner)] as const);
  if (entries.length > 0 && entries.every(([key], index) => key === String(index))) {
    return entries.map(([, inner]) => inner);
  }
  return Object.fromEntries(entries);
}

/**
 * Decodes `application/x-www-form-urlencoded` with bracketed names, in a body or in a query string.
 * Objects have no prototype while they are built, so that `__proto__[x]` is a key like any other.
 */
export function parseForm(text: string): Form {
  const root: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const path = segments(name);
    let node: Form = root;
    path.forEach((part, index) => {
      const key = part === '' ? String(Object.keys(node).length) : part;
      if (index === path.length - 1) {
        node[key] = value;
        return;
      }
      const next = node[key];
      const inner: Form = typeof next === 'object' && !Array.isArray(next) ? next : Object.create(null);
      node[key] = inner;
      node = inner;
    });
  }
  const decoded: Form = {};
  for (const [key, value] of Object.entries(root)) if (key !== '__proto__') decoded[key] = listify(value);
  return decoded;
}
