const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const minute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** An instant; the exact time and its zone on hover. */
export function Time({ at, precise = false }: { at: number | string | Date | null; precise?: boolean }) {
  if (at === null) return <span className="text-muted">–</span>;
  const date = new Date(at);
  return (
    <time
      dateTime={date.toISOString()}
      title={`${date.toISOString().replace('T', ' ').slice(0, 19)} UTC`}
      className="figures whitespace-nowrap"
    >
      {(precise ? minute : day).format(date)}
    </time>
  );
}
