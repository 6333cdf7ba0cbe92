import { env } from '~/platform/env.server';

// Remembers for a few minutes with which address somebody signed up here, so that the sign-in page can greet the one whose address was
// known already: the sign-up itself must not say so.
const NAME = 'joined';
const SECONDS = 600;
const attributes = `Path=/; HttpOnly; SameSite=Lax${env.https ? '; Secure' : ''}`;

/** The Set-Cookie header. */
export function rememberJoined(email: string): string {
  return `${NAME}=${encodeURIComponent(email)}; Max-Age=${SECONDS}; ${attributes}`;
}

/** The Set-Cookie header that forgets it. */
export function forgetJoined(): string {
  return `${NAME}=; Max-Age=0; ${attributes}`;
}

/** The address; null when nobody signed up here lately. Anybody can write a cookie: it is shown, and nothing is decided by it. */
export function joinedAddress(request: Request): string | null {
  const cookies = (request.headers.get('Cookie') ?? '').split(/;\s*/);
  const value = cookies.find((each) => each.startsWith(`${NAME}=`))?.slice(NAME.length + 1) ?? '';
  try {
    const email = decodeURIComponent(value);
    return /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254 ? email : null;
  } catch {
    return null;
  }
}
