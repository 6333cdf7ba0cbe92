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

// Beyond so many differences the search costs more than it tells: what is left is then shown as replaced.
const MOST_STEPS = 1_000;

/** What has to be done to the lines of one text to get those of another, the fewest changes (Myers 1986). */
export function diffLines(from: readonly string[], to: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head += 1;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail += 1;
  const middle = edits(from.slice(head, from.length - tail), to.slice(head, to.length - tail));
  const kinds = [...Array(head).fill('same'), ...middle, ...Array(tail).fill('same')] as DiffLine['kind'][];
  return numbered(kinds, from, to);
}

function numbered(kinds: DiffLine['kind'][], from: readonly string[], to: readonly string[]): DiffLine[] {
  let before = 0;
  let after = 0;
  return kinds.map((kind) => {
    if (kind !== 'new') before += 1;
    if (kind !== 'gone') after += 1;
    const text = (kind === 'gone' ? from[before - 1] : to[after - 1]) ?? '';
    return { kind, text, before: kind === 'new' ? null : before, after: kind === 'gone' ? null : after };
  });
}

function edits(from: readonly string[], to: readonly string[]): DiffLine['kind'][] {
  // reach[zero + k]: how far in the earlier text a path came on diagonal k (earlier minus later lines); one copy for each step
  const trace: Int32Array[] = [];
  const reach = new Int32Array(2 * MOST_STEPS + 3);
  const zero = MOST_STEPS + 1;
  for (let steps = 0; steps <= Math.min(MOST_STEPS, from.length + to.length); steps++) {
    trace.push(reach.slice(zero - steps - 1, zero + steps + 2));
    for (let k = -steps; k <= steps; k += 2) {
      let x = begin(reach, zero + k, cameByNew(reach, zero + k, { steps, k }));
      while (x < from.length && x - k < to.length && from[x] === to[x - k]) x += 1;
      reach[zero + k] = x;
      if (x >= from.length && x - k >= to.length) return wayBack(trace, from.length, to.length);
    }
  }
  return [...from.map(() => 'gone' as const), ...to.map(() => 'new' as const)];
}

/** Whether the furthest path to a diagonal comes by a new line, else by one that is gone. */
function cameByNew(reach: Int32Array, at: number, { steps, k }: { steps: number; k: number }): boolean {
  return k === -steps || (k !== steps && (reach[at + 1] ?? 0) > (reach[at - 1] ?? 0));
}

const begin = (reach: Int32Array, at: number, isNew: boolean) =>
  isNew ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0) + 1;

function wayBack(trace: readonly Int32Array[], lengthFrom: number, lengthTo: number): DiffLine['kind'][] {
  const kinds: DiffLine['kind'][] = [];
  let x = lengthFrom;
  let k = lengthFrom - lengthTo;
  for (let steps = trace.length - 1; steps > 0; steps--) {
    const reach = trace[steps] ?? new Int32Array();
    const at = k + steps + 1;
    const isNew = cameByNew(reach, at, { steps, k });
    const from = begin(reach, at, isNew);
    for (; x > from; x--) kinds.push('same');
    kinds.push(isNew ? 'new' : 'gone');
    x = isNew ? from : from - 1;
    k += isNew ? 1 : -1;
  }
  for (; x > 0; x--) kinds.push('same');
  return kinds.reverse();
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
