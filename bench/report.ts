export interface Measurement {
  name: string;
  /** what is measured against: its ratio is 1 */
  isBaseline: boolean;
  perSecond: number;
  /** to the baseline in the same round, the median of the rounds */
  ratio: number;
  /** milliseconds */
  p50: number;
  p99: number;
}

export interface Report {
  benchmark: string;
  /** what was measured under which conditions, one sentence */
  conditions: string;
  measurements: Measurement[];
  /** sentences about what was checked meanwhile; one that failed begins with FAILED */
  checks: string[];
}

/** As people read it. */
export function formatReport({ benchmark, conditions, measurements, checks }: Report): string {
  const heads = ['', 'ratio', 'per second', 'p50 ms', 'p99 ms'];
  const rows = measurements.map(({ name, ratio, perSecond, p50, p99 }) => [
    name,
    ratio.toFixed(2),
    Math.round(perSecond).toLocaleString('en-US'),
    p50.toFixed(2),
    p99.toFixed(2),
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [benchmark, conditions, '', line(heads), ...rows.map(line), '', ...checks].join('\n');
}

/** The middle one; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
