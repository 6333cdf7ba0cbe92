import { redirect } from '@remix-run/node';
import type { ApiScope } from '~/domain/identity/api-key';
import { resolveApiKey } from '~/domain/identity/api-keys.server';
import type { AdminScope, MemberRole, PartnerScope, Scope } from '~/domain/identity/scope';
import { type Partner, partnersOfUser } from '~/domain/partner/partner.server';
import { env } from '~/platform/env.server';
import { problem } from '~/platform/http.server';
import { readSession, type SignedIn } from '~/platform/session.server';

// The only makers of a Scope. Every loader and action asks for itself: a parent's loader protects nobody.

/** Statuses in which a partner's key, and an agency's people, may only read. */
const readOnly = new Set(['suspended', 'closed', 'rejected']);

const strength: Record<MemberRole, number> = { viewer: 0, manager: 1, owner: 2 };

function backTo(request: Request): string {
  const url = new URL(request.url);
  // after an action the person returns to the page with the form, which its loader serves
  return url.pathname.replace(/\.data$/, '') + url.search.replace(/[?&]_routes=[^&]*/, '');
}

function toSignIn(request: Request): Response {
  return redirect(`/login?returnTo=${encodeURIComponent(backTo(request))}`);
}

function toStepUp(returnTo: string): Response {
  return redirect(`/step-up?returnTo=${encodeURIComponent(returnTo)}`);
}

/** What does not exist and what is not the asker's look alike. */
function notTheirs(): Response {
  return new Response('There is no such page.', { status: 404, statusText: 'Not Found' });
}

/** Who is signed in; null for nobody. */
export function currentUser(request: Request): Promise<SignedIn | null> {
  return readSession(request);
}

/**
 * Anybody who is signed in, for pages about the own account.
 * @param options.stepUp the second factor must have been shown within the last five minutes
 * @throws a redirect to sign in, or to show the second factor
 */
export async function requireUser(
  request: Request,
  options: { stepUp?: boolean; returnTo?: string } = {},
): Promise<SignedIn> {
  const session = await readSession(request);
  if (!session) throw toSignIn(request);
  if (options.stepUp && !session.steppedUp) throw toStepUp(options.returnTo ?? backTo(request));
  return session;
}

export interface PartnerAccess extends PartnerScope {
  userId: string;
  user: SignedIn['user'];
  partner: Partner;
  /** the person's other workspaces */
  partners: Partner[];
}

/**
 * A member of a partner, whatever the partner's status: pages say what a paused or waiting one cannot do.
 * @param options.confirmed for what decides where money goes: who has a second factor must have shown it within the last five minutes
 * @throws a redirect to sign in or to show the second factor; 404 for somebody of another kind, 403 for a role that is too weak
 */
export async function requirePartner(
  request: Request,
  minimumRole: MemberRole = 'viewer',
  options: { confirmed?: boolean; returnTo?: string } = {},
): Promise<PartnerAccess> {
  const session = await readSession(request);
  if (!session) throw toSignIn(request);
  if (options.confirmed && session.user.hasSecondFactor && !session.steppedUp) {
    throw toStepUp(options.returnTo ?? backTo(request));
  }
  const memberships = await partnersOfUser(session.user.id);
  const current = memberships.find((one) => one.partnerId === session.partnerId) ?? memberships[0];
  if (!current) throw session.user.role === 'admin' ? redirect('/admin') : notTheirs();
  if (strength[current.role] < strength[minimumRole]) {
    throw new Response(`This needs the role of ${minimumRole}. Ask an owner of ${current.partner.name}.`, {
      status: 403,
    });
  }
  return {
    kind: 'partner',
    partnerId: current.partnerId,
    userId: session.user.id,
    keyId: null,
    role: current.role,
    user: session.user,
    partner: current.partner,
    partners: memberships.map((one) => one.partner),
  };
}

/**
 * A member of an agency, for the pages of its clients. A read only page may be seen whatever the agency's status.
 * @throws as requirePartner; 404 for a partner of another kind, 403 for a change by an agency that is suspended, closed or rejected
 */
export async function requireAgency(
  request: Request,
  minimumRole: MemberRole = 'viewer',
  options: { confirmed?: boolean; returnTo?: string } = {},
): Promise<PartnerAccess> {
  const access = await requirePartner(request, minimumRole, options);
  if (access.partner.kind !== 'agency') throw notTheirs();
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && readOnly.has(access.partner.status)) {
    throw new Response(`${access.partner.name} is ${access.partner.status} and can only look.`, {
      status: 403,
    });
  }
  return access;
}

export interface AdminAccess extends AdminScope {
  user: SignedIn['user'];
}

/**
 * An admin.
 * @param options.stepUp the second factor must have been shown within the last five minutes
 * @throws a redirect to sign in or to show the second factor; 404 for everybody else
 */
export async function requireAdmin(
  request: Request,
  options: { stepUp?: boolean; returnTo?: string } = {},
): Promise<AdminAccess> {
  const session = await readSession(request);
  if (!session) throw toSignIn(request);
  if (session.user.role !== 'admin') throw notTheirs();
  if (options.stepUp && !session.steppedUp) throw toStepUp(options.returnTo ?? backTo(request));
  return { kind: 'admin', userId: session.user.id, keyId: null, user: session.user };
}

/**
 * The bearer of an API key with a scope.
 * @throws a problem document: 401 without a key of ours, 403 when it may not do this
 */
export async function requireApiKey(request: Request, needed: ApiScope): Promise<Scope> {
  const [, secret] =
    /^Bearer +(trb_[\x21-\x7e]{1,200})$/i.exec(request.headers.get('Authorization') ?? '') ?? [];
  const known = secret ? await resolveApiKey(secret) : null;
  if (!known) {
    throw problem(
      {
        status: 401,
        code: 'unauthorized',
        detail: 'Send `Authorization: Bearer trb_…` with an API key that is in force.',
      },
      { 'WWW-Authenticate': 'Bearer' },
    );
  }
  if (!known.scopes.includes(needed)) {
    throw problem({ status: 403, code: 'missing_scope', detail: `This key lacks the scope ${needed}.` });
  }
  if (needed !== 'read' && known.partnerStatus !== null && readOnly.has(known.partnerStatus)) {
    throw problem({
      status: 403,
      code: 'partner_not_active',
      detail: `A ${known.partnerStatus} partner's key can only read.`,
    });
  }
  return known.scope;
}

/** requireApiKey for what only an admin's key may do. */
export async function requireAdminKey(request: Request, needed: ApiScope): Promise<AdminScope> {
  const scope = await requireApiKey(request, needed);
  if (scope.kind !== 'admin')
    throw problem({ status: 403, code: 'admin_only', detail: "This needs an admin's key." });
  return scope;
}

/** For pages of sandbox mode. @throws 404 in production */
export function requireSandbox(): void {
  if (!env.sandbox) throw notTheirs();
}
