import type { Instant } from '~/kernel/time';
import { formatDay, formatMoment, formatMonth } from '~/kernel/time-words';

export { formatDay, formatMoment, formatMonth };

const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const two = (n: number) => String(n).padStart(2, '0');

function formatExactly(at: Instant): string {
  const date = new Date(at);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]} ${formatDay(at)}, ${time} UTC`;
}

/**
 * An instant: the day, or the day and the time; on hover to the second, with its zone. Formatted by hand, so that server and browser say the
 * same whatever locale data they carry.
 */
export function Time({ at, precise = false }: { at: Instant; precise?: boolean }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExactly(at)} className="whitespace-nowrap">
      {precise ? formatMoment(at) : formatDay(at)}
    </time>
  );
}
