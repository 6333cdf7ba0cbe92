import { useLocation } from '@remix-run/react';
import { ButtonLink } from './button';

/** To the next page of a list, filters kept; the first page is one click away. */
export function Pagination({ nextCursor }: { nextCursor: string | null }) {
  const { pathname, search } = useLocation();
  const here = new URLSearchParams(search);
  const to = (cursor: string | null) => {
    const params = new URLSearchParams(here);
    if (cursor === null) params.delete('cursor');
    else params.set('cursor', cursor);
    return `${pathname}?${params}`;
  };
  if (nextCursor === null && !here.has('cursor')) return null;
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-between">
      {here.has('cursor') ? <ButtonLink to={to(null)}>Newest</ButtonLink> : <span />}
      {nextCursor === null ? null : <ButtonLink to={to(nextCursor)}>Older</ButtonLink>}
    </nav>
  );
}
