import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia';
import { sha256Hex } from './crypto.server';
import { db } from './db.server';
import { env } from './env.server';

// The only file that knows Lucia (ADR-0035). Ids are stored hashed: a copy of the table signs nobody in.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Idle and absolute life of a session (reliability.md section 4); sign-in time is the machine's, never the sandbox clock. */
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
    return [
      { id, userId, expiresAt, attributes: { absoluteExpiresAt, steppedUpAt, partnerId, userAgent } },
      {
        id: user.id,
        attributes: {
          email: user.email,
          name: user.name,
          role: user.role,
          emailVerified: user.emailVerifiedAt !== null,
          hasSecondFactor: user.totpEnrolledAt !== null,
        },
      },
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
  async setSession({ id, userId, attributes }) {
    const { role } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { role: true } });
    const expiresAt = new Date(Date.now() + LIFE[role].idle);
    await db.session.create({ data: { id: sha256Hex(id), userId, expiresAt, ...attributes } });
  },
  async updateSessionExpiration(id) {
    const row = await db.session.findUnique({
      where: { id: sha256Hex(id) },
      include: { user: { select: { role: true } } },
    });
    if (!row) return;
    const idle = Date.now() + LIFE[row.user.role].idle;
    const expiresAt = new Date(Math.min(idle, row.absoluteExpiresAt.getTime()));
    await db.session.updateMany({ where: { id: row.id }, data: { expiresAt } });
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
  // Lucia extends a session in the second half of this; the adapter holds each role to its own limits
  sessionExpiresIn: new TimeSpan(14, 'd'),
  sessionCookie: {
    name: env.sessionCookieName,
    expires: false,
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
  /** the second factor was shown within the last minutes */
  steppedUp: boolean;
}

function recently(at: Date | null): boolean {
  return at !== null && Date.now() - at.getTime() < STEP_UP_MS;
}

/** Who sent the request; null for nobody. Use extends the session. */
export async function readSession(request: Request): Promise<SignedIn | null> {
  const sessionId = lucia.readSessionCookie(request.headers.get('Cookie') ?? '');
  if (!sessionId) return null;
  const { session, user } = await lucia.validateSession(sessionId);
  if (!session) return null;
  const { id, email, name, role, emailVerified, hasSecondFactor } = user;
  return {
    sessionId,
    user: { id, email, name, role, emailVerified, hasSecondFactor },
    partnerId: session.partnerId,
    steppedUp: recently(session.steppedUpAt),
  };
}

/** Begins a session with an id of its own. @returns the Set-Cookie header */
export async function beginSession(
  request: Request,
  user: { id: string; role: Role },
  more: { steppedUp?: boolean; partnerId?: string | null } = {},
): Promise<string> {
  const session = await lucia.createSession(user.id, {
    absoluteExpiresAt: new Date(Date.now() + LIFE[user.role].absolute),
    steppedUpAt: more.steppedUp ? new Date() : null,
    partnerId: more.partnerId ?? null,
    userAgent: request.headers.get('User-Agent')?.slice(0, 300) ?? null,
  });
  return `${lucia.createSessionCookie(session.id).serialize()}; Max-Age=${LIFE[user.role].absolute / 1000}`;
}

/** The same person under a new id, as whenever rights grow (step-up). @returns the Set-Cookie header */
export async function renewSession(
  request: Request,
  current: SignedIn,
  more: { steppedUp: boolean },
): Promise<string> {
  await lucia.invalidateSession(current.sessionId);
  return beginSession(request, current.user, { ...more, partnerId: current.partnerId });
}

/** Ends the session of the request. @returns the Set-Cookie header that removes the cookie */
export async function endSession(request: Request): Promise<string> {
  const sessionId = lucia.readSessionCookie(request.headers.get('Cookie') ?? '');
  if (sessionId) await lucia.invalidateSession(sessionId);
  return lucia.createBlankSessionCookie().serialize();
}

/** Signs a person out everywhere: after a new password, and when somebody is disabled. */
export async function endAllSessions(userId: string): Promise<void> {
  await lucia.invalidateUserSessions(userId);
}

/** Sweeps what has run out. */
export async function deleteExpiredSessions(): Promise<void> {
  await lucia.deleteExpiredSessions();
}
