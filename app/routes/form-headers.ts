import type { HeadersFunction } from '@remix-run/node';

/** For pages with a form: what its action says goes with the page (Retry-After), and nobody keeps it. */
export const formHeaders: HeadersFunction = ({ actionHeaders, loaderHeaders }) => {
  const headers = new Headers(loaderHeaders);
  for (const [name, value] of actionHeaders ?? []) headers.set(name, value);
  headers.set('Cache-Control', 'no-store');
  return headers;
};
