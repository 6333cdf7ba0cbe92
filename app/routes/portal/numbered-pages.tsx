import { LinkButton } from '~/components/ui/button';

export interface NumberedPagesProps {
  page: number;
  onPage: number;
  total: number;
  /** what is listed: "configurations" */
  what: string;
}

/** On through a list whose places do not move while it is read. */
export function NumberedPages({ page, onPage, total, what }: NumberedPagesProps) {
  const pages = Math.ceil(total / onPage);
  if (pages <= 1) return null;
  return (
    <nav
      aria-label={`Pages of ${what}`}
      className="flex items-center justify-between gap-3 text-sm text-muted"
    >
      <span className="figures">
        Page {page} of {pages}, {total.toLocaleString('en-US')} {what}
      </span>
      <span className="flex gap-2">
        {page > 1 && (
          <LinkButton size="sm" to={`?page=${page - 1}`} rel="prev">
            Back
          </LinkButton>
        )}
        {page < pages && (
          <LinkButton size="sm" to={`?page=${page + 1}`} rel="next">
            Next
          </LinkButton>
        )}
      </span>
    </nav>
  );
}
