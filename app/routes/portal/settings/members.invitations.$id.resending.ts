import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { resendMemberInvitation } from '~/flows/invite-member.server';
import { paths } from '~/routes/paths';
import { inWords } from '~/routes/public/wait';
import { backToMembers, requireMemberForm } from './members.form.server';

export function loader() {
  return redirect(paths.members);
}

/** POST /settings/members/invitations/:id/resending: a new link by mail; the old one ends. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const { scope } = await requireMemberForm(request, 'owner');
  const resent = await resendMemberInvitation(scope, params.id ?? '');
  switch (resent.outcome) {
    case 'sent':
      return backToMembers(resent);
    case 'not_found':
      throw new Response('There is no such invitation; it may have been accepted.', { status: 404 });
    case 'too_many':
      throw new Response(`Too many invitations today. Wait ${inWords(resent.retryAfterSeconds)}.`, {
        status: 429,
        headers: { 'Retry-After': String(resent.retryAfterSeconds) },
      });
  }
}
