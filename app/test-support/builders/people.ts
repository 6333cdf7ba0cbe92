import { decodeBase32IgnorePadding } from '@oslojs/encoding';
import { generateHOTP } from '@oslojs/otp';
import { createAdmin } from '~/flows/create-admin.server';
import { type SignUpWish, signUpPartner } from '~/flows/sign-up-partner.server';
import { db } from '~/platform/db.server';
import { beginSession } from '~/platform/session.server';

export const PASSWORD = 'four words make it';

let counter = 0;
const unique = () => `p${process.pid.toString(36)}${(counter++).toString(36)}`;

/** Somebody who signed up at /join, as the page does it. */
export async function signUp(wish: Partial<SignUpWish> = {}) {
  const handle = unique();
  const email = `${handle}@people.test`;
  const complete = {
    kind: 'affiliate' as const,
    name: 'Ada',
    handle,
    email,
    password: PASSWORD,
    country: 'US',
    ip: '192.0.2.1',
    ...wish,
  };
  const result = await signUpPartner(complete);
  if (result.outcome !== 'signed_up') throw new Error(`the sign-up was refused: ${result.outcome}`);
  return { ...complete, userId: result.userId, partnerId: result.partnerId };
}

/** An admin; with the secret of a second factor when asked for. */
export async function makeAdmin({ withSecondFactor = false } = {}) {
  const email = `${unique()}@program.test`;
  const made = await createAdmin({ email, name: 'Admin', password: PASSWORD, withSecondFactor });
  if (made.outcome !== 'created') throw new Error(`the admin was refused: ${made.outcome}`);
  return { userId: made.userId, email, totpSecret: made.totpSecret ?? '' };
}

/** The `name=value` of a Set-Cookie header. */
export function cookieOf(setCookie: string): string {
  return setCookie.split(';')[0] ?? '';
}

/** A request of a browser with these cookies. */
export function requestWith(cookie: string, path = '/dashboard', method = 'GET'): Request {
  return new Request(`http://localhost:3000${path}`, { method, headers: { Cookie: cookie } });
}

/** The cookie of somebody freshly signed in. */
export async function signedInCookie(
  user: { id: string; role: 'partner' | 'admin' },
  options: { steppedUp?: boolean } = {},
): Promise<string> {
  return cookieOf(await beginSession(requestWith(''), user, options));
}

/** The code an authenticator app shows, `steps` of thirty seconds from now. */
export function codeOf(secret: string, steps = 0): string {
  const step = BigInt(Math.floor(Date.now() / 30_000) + steps);
  return generateHOTP(decodeBase32IgnorePadding(secret), step, 6);
}

/** The secret in the link of the latest mail to an address whose text matches. */
export async function tokenMailedTo(email: string, path: string): Promise<string> {
  const mails = await db.mail.findMany({ where: { to: email }, orderBy: { id: 'desc' } });
  for (const { text } of mails) {
    const token = new RegExp(`${path}\\?token=([\\w-]+)`).exec(text)?.[1];
    if (token) return token;
  }
  throw new Error(`no mail to ${email} has a link to ${path}`);
}
