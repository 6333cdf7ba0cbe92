import { useSearchParams } from '@remix-run/react';
import { LinkButton } from './button';

export interface PaginationProps {
  /** of the list's answer; null: this is the last page */
  nextCursor: string | null;
  /** what is listed: "commissions" */
  what: string;
  shown: number;
}

/** On through a list, newest first. Its place is in the address, so a page can be sent to somebody. */
export function Pagination({ nextCursor, what, shown }: PaginationProps) {
  const [params] = useSearchParams();
  const here = params.get('cursor');
  if (!nextCursor && !here) return null;
  const withCursor = (cursor: string | null) => {
    const next = new URLSearchParams(params);
    if (cursor) next.set('cursor', cursor);
    else next.delete('cursor');
    return `?${next}`;
  };
  return (
    <nav
      aria-label={`Pages of ${what}`}
      className="flex items-center justify-between gap-3 border-t px-4 py-3 text-sm text-muted sm:px-5"
    >
      <span className="figures">
        {shown} {what} on this page
      </span>
      <span className="flex gap-2">
        {here && (
          <LinkButton size="sm" to={withCursor(null)}>
            Newest
          </LinkButton>
        )}
        {nextCursor && (
          <LinkButton size="sm" to={withCursor(nextCursor)} rel="next">
            Older
          </LinkButton>
        )}
      </span>
    </nav>
  );
}
