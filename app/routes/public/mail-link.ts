/** For pages whose address holds a secret: not kept, and not told to other sites (the same site must see it, or forms are refused). */
export const secretPageHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
};

/** The secret of a link in a mail; "" when there is none that could be ours. */
export function tokenOf(request: Request): string {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  return /^[\w-]{20,100}$/.test(token) ? token : '';
}
