import type { Instant } from './time';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (n: number) => String(n).padStart(2, '0');

/** "21 Nov 2026", of the UTC day: the program's days are UTC days (domain.md, units). */
export function formatDay(at: Instant): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "21 Nov 2026, 13:05 UTC". */
export function formatMoment(at: Instant): string {
  const date = new Date(at);
  return `${formatDay(at)}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** "Nov 2026" of "2026-11". */
export function formatMonth(month: string): string {
  const [year, number] = month.split('-');
  return `${months[Number(number) - 1] ?? ''} ${year}`.trim();
}
