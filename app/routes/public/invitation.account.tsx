import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { passwordAdvice } from '~/domain/identity/password-rules';
import { joinByMemberInvitation } from '~/flows/accept-member-invitation.server';
import { beginSession } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { formHeaders } from '~/routes/form-headers';
import { paths } from '~/routes/paths';
import { loadInvitation, secretOf } from './invitation.server';
import { NewMemberForm, newMemberSchema } from './invitation-account-form';
import { secretPageHeaders } from './mail-link';
import { inWords } from './wait';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Join · Tributary' }];
export const headers = formHeaders;

/** The form of a new person; for everybody else the invitation's own page says what to do. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { invitation, token, viewer } = await loadInvitation(request, params);
  if (invitation.state !== 'open' || invitation.hasAccount || viewer !== null) {
    throw redirect(paths.invitation(params.token ?? ''));
  }
  const { email, partnerName } = invitation;
  return data({ email, partnerName, token }, { headers: secretPageHeaders });
}

/** POST /invitations/:token/account: a new person makes an account and belongs to the workspace. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const submission = await readForm(request, newMemberSchema);
  const refuse = (errors: Parameters<typeof submission.reply>[0], status: number, headers?: HeadersInit) =>
    data(submission.reply({ ...errors, hideFields: ['password'] }), { status, ...(headers && { headers }) });
  if (submission.status !== 'success') return refuse({}, 400);
  const joined = await joinByMemberInvitation({
    ...submission.value,
    secret: secretOf(params),
    ip: context.ip ?? '',
  });
  switch (joined.outcome) {
    case 'joined': {
      const { userId: id, partnerId } = joined;
      const cookie = await beginSession(request, { id, role: 'partner' }, { partnerId });
      return redirect(paths.dashboard, { headers: { 'Set-Cookie': cookie } });
    }
    case 'weak_password':
      return refuse({ fieldErrors: { password: [passwordAdvice[joined.problem]] } }, 400);
    case 'too_many': {
      const { retryAfterSeconds } = joined;
      const formErrors = [`Too many sign-ups from your network. Wait ${inWords(retryAfterSeconds)}.`];
      return refuse({ formErrors }, 429, { 'Retry-After': String(retryAfterSeconds) });
    }
    case 'has_account':
    case 'gone':
      // the invitation's page says which, and what to do
      return redirect(paths.invitation(params.token ?? ''));
  }
}

export default function NewMember() {
  const { email, partnerName, token } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  return (
    <AuthLayout title={`Join ${partnerName}`} lead="Choose a name and a password.">
      <NewMemberForm token={token} email={email} lastResult={lastResult} />
    </AuthLayout>
  );
}
