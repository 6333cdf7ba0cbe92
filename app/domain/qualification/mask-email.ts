/** "ann@acme.dev" -> "a…@acme.dev": a partner recognises whom it referred, and gets nobody's address. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email.slice(0, Math.max(at, 0));
  return `${first}…${at < 0 ? '' : email.slice(at)}`;
}
