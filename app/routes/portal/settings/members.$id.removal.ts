import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { removeMember } from '~/flows/change-member.server';
import { paths } from '~/routes/paths';
import { backToMembers, requireMemberForm } from './members.form.server';

export function loader() {
  return redirect(paths.members);
}

/** POST /settings/members/:id/removal: an owner takes somebody out of the workspace. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const { scope } = await requireMemberForm(request, 'owner', { confirmed: true });
  const removed = await removeMember(scope, params.id ?? '');
  return backToMembers(removed.outcome === 'changed' ? { outcome: 'removed' } : removed);
}
