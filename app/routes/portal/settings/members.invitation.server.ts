import { data, redirect } from '@remix-run/node';
import { z } from 'zod';
import { MEMBER_ROLES } from '~/domain/partner/members';
import { inviteMember, type MemberInvited } from '~/flows/invite-member.server';
import { readForm } from '~/routes/form.server';
import { requirePartner } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { emailField } from '~/routes/public/account-fields';
import { inWords } from '~/routes/public/wait';
import { sameWorkspace } from './members.form.server';

const schema = z.object({
  email: emailField,
  role: z.enum(MEMBER_ROLES, 'Choose a role.'),
  workspace: z.string().max(100),
});

/** POST /settings/members: invites somebody by mail; a refusal says at the field what to do. */
export async function postInvitation(request: Request) {
  const scope = await requirePartner(request, 'owner');
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 400 });
  const { workspace, ...wish } = submission.value;
  sameWorkspace(scope, workspace);
  // an owner decides where payouts go
  if (wish.role === 'owner') {
    await requirePartner(request, 'owner', { confirmed: true, returnTo: paths.members });
  }
  const invited = await inviteMember(scope, wish);
  if (invited.outcome === 'invited') return redirect(withQuery(paths.members, { result: 'invited' }));
  const { status, ...errors } = refusalOf(invited);
  return data(submission.reply(errors), { status });
}

interface Refusal {
  status: number;
  fieldErrors?: Record<string, string[]>;
  formErrors?: string[];
}

function refusalOf(result: Exclude<MemberInvited, { outcome: 'invited' }>): Refusal {
  switch (result.outcome) {
    case 'is_member':
      return { status: 409, fieldErrors: { email: ['This person belongs to the workspace already.'] } };
    case 'too_many_open':
      return {
        status: 409,
        formErrors: [`${result.most} invitations are open. Take one back, or wait until one is accepted.`],
      };
    case 'not_active':
      return { status: 409, formErrors: ['Nobody can be invited while the account is not active.'] };
    case 'not_owner':
      return { status: 403, formErrors: ['You are no owner of this workspace any more.'] };
    case 'too_many': {
      const wait = inWords(result.retryAfterSeconds);
      return { status: 429, formErrors: [`Too many invitations today. Wait ${wait}.`] };
    }
  }
}
