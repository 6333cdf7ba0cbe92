import { redirect } from '@remix-run/node';
import type { MemberRole } from '~/domain/identity/scope';
import type { MemberChanged } from '~/flows/change-member.server';
import { type PartnerAccess, requirePartner } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

export interface MemberForm {
  scope: PartnerAccess;
  form: FormData;
}

/**
 * The guard of every form of the members page, and what was sent.
 * @param options.confirmed it decides who may say where money goes: who has a second factor shows it
 * @throws as requirePartner; 400 for what is no form, 409 when the person has switched to another workspace since the page was made: a
 *   person may belong to both, and the wrong one must not be changed
 */
export async function requireMemberForm(
  request: Request,
  minimumRole: MemberRole,
  options: { confirmed?: boolean } = {},
): Promise<MemberForm> {
  const scope = await requirePartner(request, minimumRole, { ...options, returnTo: paths.members });
  const form = await request.formData().catch(() => {
    throw new Response('This is not a form.', { status: 400 });
  });
  sameWorkspace(scope, form.get('workspace'));
  return { scope, form };
}

/** @throws 409 for the form of another workspace's page */
export function sameWorkspace(scope: PartnerAccess, workspace: unknown): void {
  if (workspace === scope.partnerId) return;
  throw new Response(
    `You work in ${scope.partner.name} now. Nothing was changed: open the page again and look whom it is about.`,
    { status: 409 },
  );
}

/** Back to the members page, which says what became of it. @throws 404 for somebody who is not there */
export function backToMembers(changed: MemberChanged | { outcome: string }): Response {
  if (changed.outcome === 'not_found') throw new Response('There is no such member.', { status: 404 });
  return redirect(withQuery(paths.members, { result: changed.outcome }));
}
