/** The key in the address of a page of terms. @throws {Response} 404 for what cannot be one */
export function readTermsKey({ key = '' }: Record<string, string | undefined>): string {
  if (/^[a-z0-9-]{1,40}$/.test(key)) return key;
  throw new Response('There are no such terms.', { status: 404 });
}
