import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { leaveWorkspace } from '~/flows/change-member.server';
import { paths, withQuery } from '~/routes/paths';
import { backToMembers, requireMemberForm } from './members.form.server';

export function loader() {
  return redirect(paths.members);
}

/** POST /settings/members/departure: somebody leaves the workspace, whatever their role. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { scope } = await requireMemberForm(request, 'viewer');
  const left = await leaveWorkspace(scope);
  if (left.outcome !== 'changed') return backToMembers(left);
  return redirect(withQuery(paths.workspace, { left: 'yes' }));
}
