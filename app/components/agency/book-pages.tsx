import { useSearchParams } from '@remix-run/react';
import { LinkButton } from '~/components/ui/button';

export interface BookPagesProps {
  /** from 1 */
  page: number;
  /** rows of a page */
  size: number;
  /** rows in all */
  total: number;
}

/** On through a list whose length is known. The page is in the address. */
export function BookPages({ page, size, total }: BookPagesProps) {
  const [params] = useSearchParams();
  const pages = Math.ceil(total / size);
  if (pages <= 1) return null;
  const to = (number: number) => {
    const next = new URLSearchParams(params);
    if (number > 1) next.set('page', String(number));
    else next.delete('page');
    return `?${next}`;
  };
  return (
    <nav
      aria-label="Pages of clients"
      className="flex items-center justify-between gap-3 border-t px-4 py-3 text-sm text-muted sm:px-5"
    >
      <span className="figures">
        {(page - 1) * size + 1} to {Math.min(page * size, total)} of {total}
      </span>
      <span className="flex gap-2">
        {page > 1 && (
          <LinkButton size="sm" to={to(page - 1)} rel="prev">
            Previous
          </LinkButton>
        )}
        {page < pages && (
          <LinkButton size="sm" to={to(page + 1)} rel="next">
            Next
          </LinkButton>
        )}
      </span>
    </nav>
  );
}
