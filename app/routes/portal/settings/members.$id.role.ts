import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { MEMBER_ROLES } from '~/domain/partner/members';
import { changeMemberRole } from '~/flows/change-member.server';
import { paths } from '~/routes/paths';
import { backToMembers, requireMemberForm } from './members.form.server';

export function loader() {
  return redirect(paths.members);
}

/** POST /settings/members/:id/role: an owner gives somebody another role. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const { scope, form } = await requireMemberForm(request, 'owner', { confirmed: true });
  const role = MEMBER_ROLES.find((each) => each === form.get('role'));
  if (!role) throw new Response('Choose a role.', { status: 400 });
  return backToMembers(await changeMemberRole(scope, params.id ?? '', role));
}
