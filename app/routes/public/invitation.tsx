import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useLoaderData, useNavigation } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { roleWords } from '~/domain/partner/members';
import { acceptMemberInvitation } from '~/flows/accept-member-invitation.server';
import { renewSession } from '~/platform/session.server';
import { requireUser } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { loadInvitation, secretOf } from './invitation.server';
import { NewMemberForm } from './invitation-account-form';
import { InvitationGone } from './invitation-gone';
import { secretPageHeaders } from './mail-link';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Invitation · Tributary' }];
export const headers: HeadersFunction = () => secretPageHeaders;

/** Shows an invitation. Opening the address accepts nothing: mail programs open links, too. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = await loadInvitation(request, params);
  return data(page, { status: page.invitation.state === 'gone' ? 410 : 200 });
}

/** POST /invitations/:token: somebody signed in accepts. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const session = await requireUser(request);
  const accepted = await acceptMemberInvitation(session.user.id, secretOf(params));
  switch (accepted.outcome) {
    case 'joined':
    case 'is_member': {
      // more rights, a fresh id (reliability.md section 4)
      const cookie = await renewSession(request, session, { partnerId: accepted.partnerId });
      return redirect(paths.dashboard, { headers: { 'Set-Cookie': cookie } });
    }
    case 'other_address':
      throw new Response('This invitation is for another address. Sign in with that one.', { status: 403 });
    case 'gone':
      throw new Response('This invitation was used, taken back, or is older than seven days.', {
        status: 410,
      });
  }
}

export default function Invitation() {
  const { invitation, token, viewer } = useLoaderData<typeof loader>();
  const busy = useNavigation().state !== 'idle';
  if (invitation.state === 'gone') return <InvitationGone />;
  if (invitation.state === 'accepted') {
    return (
      <AuthLayout title={`You belong to ${invitation.partnerName}`} lead="You have accepted this invitation.">
        <LinkButton to={paths.dashboard} variant="primary" block>
          Go to the dashboard
        </LinkButton>
      </AuthLayout>
    );
  }
  const { email, role, partnerName, hasAccount } = invitation;
  const what = (
    <>
      You are invited to work here as{' '}
      <strong className="text-ink">{roleWords[role].name.toLowerCase()}</strong>. {roleWords[role].may}
    </>
  );
  if (viewer === email) {
    return (
      <AuthLayout title={`Join ${partnerName}`} lead={what}>
        <Form method="post" action={paths.invitation(token)}>
          <Button variant="primary" block busy={busy}>
            Join as {email}
          </Button>
        </Form>
      </AuthLayout>
    );
  }
  if (viewer !== null) {
    return (
      <AuthLayout title={`Join ${partnerName}`} lead={what}>
        <Card title="This invitation is for another address">
          <p className="mb-4 text-sm text-muted">
            It was sent to <span className="break-all text-ink">{email}</span>, and you are signed in as{' '}
            <span className="break-all text-ink">{viewer}</span>. Sign out, then open the link of the mail
            again.
          </p>
          <Form method="post" action={paths.logout}>
            <Button>Sign out</Button>
          </Form>
        </Card>
      </AuthLayout>
    );
  }
  if (hasAccount) {
    return (
      <AuthLayout title={`Join ${partnerName}`} lead={what}>
        <LinkButton
          to={withQuery(paths.login, { returnTo: paths.invitation(token) })}
          variant="primary"
          block
          prefetch="none"
        >
          Sign in as {email}
        </LinkButton>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={`Join ${partnerName}`} lead={what}>
      <NewMemberForm token={token} email={email} />
    </AuthLayout>
  );
}
