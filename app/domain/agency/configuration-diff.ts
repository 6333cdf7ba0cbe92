import { diffArrays } from 'diff';
import { type JsonValue, pointerStep } from './configuration-json';
import { isObject } from './configuration-patch';
import { canonicalText } from './configuration-text';

/** A line of a comparison: in both, only in the earlier text, only in the later one. */
export interface DiffLine {
  kind: 'same' | 'gone' | 'new';
  text: string;
  /** the line's number in the earlier and in the later text, from 1; null where it is not in it */
  before: number | null;
  after: number | null;
}

// Beyond so many differences the search costs more than it tells: all is then shown as replaced.
const MOST_STEPS = 1_000;

/** What has to be done to the lines of one text to get those of another, the fewest changes. */
export function diffLines(from: readonly string[], to: readonly string[]): DiffLine[] {
  const replaced = [
    { value: [...from], removed: true, added: false },
    { value: [...to], removed: false, added: true },
  ];
  let before = 0;
  let after = 0;
  return (diffArrays([...from], [...to], { maxEditLength: MOST_STEPS }) ?? replaced).flatMap(
    ({ value, removed, added }) =>
      value.map((text): DiffLine => {
        if (removed) return { kind: 'gone', text, before: ++before, after: null };
        if (added) return { kind: 'new', text, before: null, after: ++after };
        return { kind: 'same', text, before: ++before, after: ++after };
      }),
  );
}

/** What of a comparison is shown: the differences and some lines around them; of the rest, how many lines are left out. */
export function withContext(lines: readonly DiffLine[], around = 3): Array<DiffLine | { leftOut: number }> {
  const shown = new Uint8Array(lines.length);
  lines.forEach((line, at) => {
    if (line.kind !== 'same') shown.fill(1, Math.max(0, at - around), at + around + 1);
  });
  const stretches: Array<DiffLine | { leftOut: number }> = [];
  lines.forEach((line, at) => {
    const last = stretches.at(-1);
    if (shown[at]) stretches.push(line);
    else if (last && 'leftOut' in last) last.leftOut += 1;
    else stretches.push({ leftOut: 1 });
  });
  return stretches;
}

/** A place where two documents differ. */
export interface Change {
  /** JSON Pointer (RFC 6901); '' is the whole */
  path: string;
  kind: 'added' | 'removed' | 'changed';
}

/** The paths where two documents differ, in the order of their names; lists are compared item by item. */
export function changedPaths(from: JsonValue, to: JsonValue, path = ''): Change[] {
  if (isObject(from) && isObject(to))
    return changedMembers(new Map(Object.entries(from)), new Map(Object.entries(to)), path);
  if (Array.isArray(from) && Array.isArray(to)) {
    return changedMembers(new Map(from.map(indexed)), new Map(to.map(indexed)), path);
  }
  return canonicalText(from) === canonicalText(to) ? [] : [{ path, kind: 'changed' }];
}

const indexed = (item: JsonValue, index: number): [string, JsonValue] => [String(index), item];

function changedMembers(from: Map<string, JsonValue>, to: Map<string, JsonValue>, path: string): Change[] {
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names.flatMap((name): Change[] => {
    const here = path + pointerStep(name);
    const before = from.get(name);
    const after = to.get(name);
    if (before === undefined) return [{ path: here, kind: 'added' }];
    return after === undefined ? [{ path: here, kind: 'removed' }] : changedPaths(before, after, here);
  });
}
