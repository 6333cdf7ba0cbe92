import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { revokeMemberInvitation } from '~/flows/invite-member.server';
import { paths } from '~/routes/paths';
import { backToMembers, requireMemberForm } from './members.form.server';

export function loader() {
  return redirect(paths.members);
}

/** POST /settings/members/invitations/:id/revocation: the link is worth nothing from now on. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const { scope } = await requireMemberForm(request, 'owner');
  if (!(await revokeMemberInvitation(scope, params.id ?? ''))) {
    throw new Response('There is no such invitation; it may have been accepted.', { status: 404 });
  }
  return backToMembers({ outcome: 'revoked' });
}
