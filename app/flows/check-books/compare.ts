/** A column that is not what it must be. */
export interface Difference {
  column: string;
  expected: string;
  found: string;
}

const nothing = 'nothing';

/** A value as a report shows it; instants (columns called …_at, and `at`) as ISO 8601, so that two spellings of one instant are one. */
function shown(column: string, value: unknown): string {
  if (value === null || value === undefined) return nothing;
  if (/(^|_)at$|^period_/.test(column)) {
    const at = value instanceof Date ? value.getTime() : Date.parse(String(value));
    return Number.isNaN(at) ? String(value) : new Date(at).toISOString();
  }
  if (Array.isArray(value)) return value.join(',');
  return String(value);
}

/**
 * The columns in which a stored row is not what it must be.
 * @param columns those that count
 */
export function differences(
  columns: readonly string[],
  expected: Record<string, unknown>,
  found: Record<string, unknown>,
): Difference[] {
  return columns.flatMap((column) => {
    const must = expected[column];
    const is = found[column];
    if (must === is) return [];
    const [wanted, stored] = [shown(column, must), shown(column, is)];
    return wanted === stored ? [] : [{ column, expected: wanted, found: stored }];
  });
}

/** "amount must be 100 and is 90; status must be vested and is released". */
export function inWords(found: readonly Difference[]): string {
  return found
    .map(({ column, expected, found: is }) => `${column} must be ${expected} and is ${is}`)
    .join('; ');
}
