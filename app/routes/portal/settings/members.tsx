import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';
import { listMemberInvitations } from '~/domain/identity/member-invitations.server';
import { MEMBER_ROLES, roleWords, takesMembers } from '~/domain/partner/members';
import { listMembers } from '~/domain/partner/members.server';
import { requirePartner } from '~/routes/guards.server';
import { postInvitation } from './members.invitation.server';
import { InvitationList } from './members.invitation-list';
import { InviteForm } from './members.invite-form';
import { Leave } from './members.leave';
import { MemberList } from './members.list';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Members · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const [members, invitations] = await Promise.all([listMembers(scope), listMemberInvitations(scope)]);
  return {
    workspace: { id: scope.partnerId, name: scope.partner.name },
    me: scope.userId,
    isOwner: scope.role === 'owner',
    takesMembers: takesMembers(scope.partner.status),
    members,
    invitations: invitations.map(({ id, email, role, expiresAt }) => ({
      ...{ id, email, role },
      expiresAt: expiresAt.getTime(),
    })),
  };
}

/** POST /settings/members: invites somebody. */
export function action({ request }: ActionFunctionArgs) {
  return postInvitation(request);
}

const results: ResultWords = {
  invited: { tone: 'good', title: 'Invited', text: 'The mail with the link is on its way.' },
  sent: { tone: 'good', title: 'Sent again', text: 'The link of the earlier mail has ended.' },
  revoked: { tone: 'good', title: 'Taken back', text: 'The link is worth nothing now.' },
  changed: { tone: 'good', title: 'The role is changed', text: 'It holds from now on.' },
  removed: {
    tone: 'good',
    title: 'Removed',
    text: 'API keys belong to the workspace and still work: end those this person knew.',
  },
  last_owner: {
    tone: 'bad',
    title: 'A workspace always has an owner',
    text: 'Make somebody else an owner first.',
  },
};

export default function Members() {
  const page = useLoaderData<typeof loader>();
  const { workspace, me, isOwner, members, invitations } = page;
  const lastResult = useActionData<typeof action>();
  const result = useSearchParams()[0].get('result');
  const owners = members.filter(({ role }) => role === 'owner').length;
  const isLastOwner = isOwner && owners === 1;
  return (
    <>
      <PageHeader title="Members" lead={`Who works in ${workspace.name}, and what they may do.`} />
      <div className="grid gap-5">
        <ResultAlert words={results} result={lastResult ? null : result} />
        {!isOwner && (
          <Alert>You see who belongs here. Owners invite people, change roles and remove members.</Alert>
        )}
        {isOwner && page.takesMembers && <InviteForm workspace={workspace.id} lastResult={lastResult} />}
        <MemberList {...{ workspace, me, isOwner, members, isLastOwner }} />
        {invitations.length > 0 && <InvitationList {...{ workspace, isOwner, invitations }} />}
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <Card id="roles" title="What each role may do">
            <dl className="grid gap-3 text-sm">
              {MEMBER_ROLES.map((role) => (
                <div key={role}>
                  <dt className="font-medium">{roleWords[role].name}</dt>
                  <dd className="text-muted">{roleWords[role].may}</dd>
                </div>
              ))}
            </dl>
          </Card>
          <Leave workspace={workspace} isLastOwner={isLastOwner} />
        </div>
      </div>
    </>
  );
}
