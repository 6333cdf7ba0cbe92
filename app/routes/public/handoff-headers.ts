import type { HeadersFunction, MetaDescriptor } from '@remix-run/node';

/** The address is a secret: nobody keeps the page, finds it, or learns where a visitor came from. */
export const handoffHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
};

/** For a page without an action that says more. */
export const handoffPageHeaders: HeadersFunction = ({ actionHeaders }) => {
  const headers = new Headers(handoffHeaders);
  const wait = actionHeaders?.get('Retry-After');
  if (wait) headers.set('Retry-After', wait);
  return headers;
};

/**
 * The title; and this site alone may see the address, or the browser hides where its own forms come from and they are refused
 * (server/guards.mjs). Other sites never do: the header and this agree on that.
 */
export function handoffMeta(title: string): MetaDescriptor[] {
  return [
    { title },
    { name: 'referrer', content: 'same-origin' },
    { name: 'robots', content: 'noindex, nofollow' },
  ];
}
