/** Compares as UTF-16 code units, the same on every machine (never localeCompare). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Stable sort by several keys: numbers, bigints or strings; earlier keys weigh more. */
export function byKeys<T>(...keys: Array<(item: T) => number | bigint | string>): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of keys) {
      const x = key(a);
      const y = key(b);
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return 0;
  };
}
