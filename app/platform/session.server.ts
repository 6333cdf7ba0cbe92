import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia';
import { newSecret, sha256Hex } from './crypto.server';
import { db } from './db.server';
import { env } from './env.server';
import type { Tx } from './transaction.server';

// ADR-0035: the only file that knows Lucia. Ids are stored hashed, so that a copy of the table signs nobody in. All times here are the
// machine's, never the sandbox clock's (contract.md, /sandbox/clock).

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Idle and absolute life of a session (reliability.md section 4). */
const LIFE = {
  partner: { idle: 14 * DAY, absolute: 30 * DAY },
  admin: { idle: 30 * MINUTE, absolute: 12 * HOUR },
} as const;

/** How long the second factor counts after it was shown. */
const STEP_UP_MS = 5 * MINUTE;

type Role = keyof typeof LIFE;

interface SessionAttributes {
  absoluteExpiresAt: Date;
  steppedUpAt: Date | null;
  partnerId: string | null;
  userAgent: string | null;
}

interface UserAttributes {
  email: string;
  name: string;
  role: Role;
  emailVerified: boolean;
  hasSecondFactor: boolean;
}

const adapter: Adapter = {
  async getSessionAndUser(id): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const row = await db.session.findUnique({ where: { id: sha256Hex(id) }, include: { user: true } });
    if (!row || row.user.disabledAt || row.absoluteExpiresAt <= new Date()) return [null, null];
    const { userId, expiresAt, absoluteExpiresAt, steppedUpAt, partnerId, userAgent, user } = row;
    const { email, name, role } = user;
    const emailVerified = user.emailVerifiedAt !== null;
    const hasSecondFactor = user.totpEnrolledAt !== null;
    return [
      { id, userId, expiresAt, attributes: { absoluteExpiresAt, steppedUpAt, partnerId, userAgent } },
      { id: userId, attributes: { email, name, role, emailVerified, hasSecondFactor } },
    ];
  },
  async getUserSessions(userId) {
    const rows = await db.session.findMany({ where: { userId } });
    return rows.map(({ id, expiresAt, absoluteExpiresAt, steppedUpAt, partnerId, userAgent }) => ({
      id,
      userId,
      expiresAt,
      attributes: { absoluteExpiresAt, steppedUpAt, partnerId, userAgent },
    }));
  },
  // Lucia knows one length of life for everybody: each role's own is decided here.
  async setSession({ id, userId, attributes }) {
    const { role } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { role: true } });
    const expiresAt = new Date(Date.now() + LIFE[role].idle);
    await db.session.create({ data: { id: sha256Hex(id), userId, expiresAt, ...attributes } });
  },
  // Never past the absolute end, and one statement: a page's loaders run at the same time.
  async updateSessionExpiration(id) {
    const at = Date.now();
    const [admin, partner] = [new Date(at + LIFE.admin.idle), new Date(at + LIFE.partner.idle)];
    await db.$executeRaw`
      update session s
         set expires_at = least(s.absolute_expires_at, case u.role when 'admin' then ${admin}::timestamptz else ${partner}::timestamptz end)
        from "user" u
       where u.id = s.user_id and s.id = ${sha256Hex(id)}`;
  },
  async deleteSession(id) {
    await db.session.deleteMany({ where: { id: sha256Hex(id) } });
  },
  async deleteUserSessions(userId) {
    await db.session.deleteMany({ where: { userId } });
  },
  async deleteExpiredSessions() {
    const past = { lte: new Date() };
    await db.session.deleteMany({ where: { OR: [{ expiresAt: past }, { absoluteExpiresAt: past }] } });
  },
};

const lucia = new Lucia(adapter, {
  // Lucia extends a session once half of this is left: a partner's (14 days) when it is used after 12 hours, an admin's whenever it is.
  sessionExpiresIn: new TimeSpan(27, 'd'),
  sessionCookie: {
    name: env.sessionCookieName,
    attributes: { secure: env.https, sameSite: 'lax', path: '/' },
  },
  getSessionAttributes: (attributes) => attributes,
  getUserAttributes: (attributes) => attributes,
});

declare module 'lucia' {
  interface Register {
    Lucia: typeof lucia;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}

/** Somebody signed in. */
export interface SignedIn {
  /** the secret of the cookie */
  sessionId: string;
  user: UserAttributes & { id: string };
  /** which of the person's partners this session looks at */
  partnerId: string | null;
  /** the second factor was shown within the last five minutes */
  steppedUp: boolean;
}

// Not Lucia's own reading: that one throws at any cookie of the visitor's that is not well encoded.
function sessionIdOf(request: Request): string | null {
  const cookies = (request.headers.get('Cookie') ?? '').split(/;\s*/);
  const cookie = cookies.find((each) => each.startsWith(`${env.sessionCookieName}=`));
  const id = cookie?.slice(env.sessionCookieName.length + 1) ?? '';
  return /^[\w-]{20,100}$/.test(id) ? id : null;
}

/** Who sent the request; null for nobody. Use extends the session. */
export async function readSession(request: Request): Promise<SignedIn | null> {
  const sessionId = sessionIdOf(request);
  if (!sessionId) return null;
  const { session, user } = await lucia.validateSession(sessionId);
  if (!session) return null;
  const { id, email, name, role, emailVerified, hasSecondFactor } = user;
  const steppedUp = session.steppedUpAt !== null && Date.now() - session.steppedUpAt.getTime() < STEP_UP_MS;
  return {
    sessionId,
    user: { id, email, name, role, emailVerified, hasSecondFactor },
    partnerId: session.partnerId,
    steppedUp,
  };
}

export interface NewSession {
  /** the second factor was shown just now */
  steppedUp?: boolean;
  partnerId?: string | null;
}

/**
 * Begins a session under a fresh id; the one the browser came with ends, so that nobody who knew it takes part.
 * @returns the Set-Cookie header
 */
export async function beginSession(
  request: Request,
  user: { id: string; role: Role },
  { steppedUp = false, partnerId = null }: NewSession = {},
): Promise<string> {
  const before = sessionIdOf(request);
  if (before) await lucia.invalidateSession(before);
  return startSession(request, user, {
    absoluteExpiresAt: new Date(Date.now() + LIFE[user.role].absolute),
    steppedUpAt: steppedUp ? new Date() : null,
    partnerId,
  });
}

/**
 * The same person under a fresh id, whenever rights grow or the password changes (reliability.md section 4). The absolute end stays: showing a
 * code now and then must not keep a session for ever.
 * @returns the Set-Cookie header
 */
export async function renewSession(request: Request, current: SignedIn, more: NewSession): Promise<string> {
  const before = await db.session.findUnique({ where: { id: sha256Hex(current.sessionId) } });
  await lucia.invalidateSession(current.sessionId);
  const latest = new Date(Date.now() + LIFE[current.user.role].absolute);
  return startSession(request, current.user, {
    absoluteExpiresAt: before?.absoluteExpiresAt ?? latest,
    steppedUpAt: more.steppedUp ? new Date() : null,
    partnerId: more.partnerId ?? current.partnerId,
  });
}

/** From now on the session looks at this partner, which its person must belong to (flows/switch-workspace). */
export async function setSessionPartner(tx: Tx, current: SignedIn, partnerId: string): Promise<void> {
  await tx.session.updateMany({ where: { id: sha256Hex(current.sessionId) }, data: { partnerId } });
}

/**
 * A cookie that looks like a new partner's and opens nothing: whoever signs up with an address that has an account gets the same answer as
 * everybody (no enumeration, reliability.md section 4).
 * @returns the Set-Cookie header
 */
export function decoyCookie(): string {
  return cookieOf(newSecret(), new Date(Date.now() + LIFE.partner.absolute));
}

async function startSession(
  request: Request,
  user: { id: string; role: Role },
  attributes: Omit<SessionAttributes, 'userAgent'>,
): Promise<string> {
  const userAgent = request.headers.get('User-Agent')?.slice(0, 300) ?? null;
  const { id } = await lucia.createSession(user.id, { ...attributes, userAgent }, { sessionId: newSecret() });
  return cookieOf(id, attributes.absoluteExpiresAt);
}

function cookieOf(id: string, ends: Date): string {
  const cookie = lucia.createSessionCookie(id);
  cookie.attributes.maxAge = Math.max(0, Math.round((ends.getTime() - Date.now()) / 1000));
  return cookie.serialize();
}

/** Ends the session of the request. @returns the Set-Cookie header that removes the cookie */
export async function endSession(request: Request): Promise<string> {
  const sessionId = sessionIdOf(request);
  if (sessionId) await lucia.invalidateSession(sessionId);
  return lucia.createBlankSessionCookie().serialize();
}

/** Signs a person out everywhere, in the transaction of its cause: a new password, somebody disabled. */
export async function endAllSessions(tx: Tx, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } });
}

/** Signs a person out of one other place. @returns whether there was such a session of that person */
export async function endOneSession(tx: Tx, userId: string, id: string): Promise<boolean> {
  return (await tx.session.deleteMany({ where: { id, userId } })).count === 1;
}

/** A place somebody is signed in at, as its owner sees it. */
export interface SignedInPlace {
  /** of the row, not the secret */
  id: string;
  userAgent: string | null;
  createdAt: number;
  expiresAt: number;
  /** the session that asks */
  current: boolean;
}

/** Where a person is signed in, the latest first. */
export async function listSessions(current: SignedIn): Promise<SignedInPlace[]> {
  const rows = await db.session.findMany({
    where: {
      userId: current.user.id,
      expiresAt: { gt: new Date() },
      absoluteExpiresAt: { gt: new Date() },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  const own = sha256Hex(current.sessionId);
  return rows.map(({ id, userAgent, createdAt, expiresAt }) => ({
    id,
    userAgent,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
    current: id === own,
  }));
}

/** Sweeps what has run out. */
export async function deleteExpiredSessions(): Promise<void> {
  await lucia.deleteExpiredSessions();
}
