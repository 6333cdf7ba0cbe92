import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { Button, LinkButton } from '~/components/ui/button';
import { resendVerification, verifyEmail } from '~/flows/verify-email.server';
import { currentUser } from '~/routes/guards.server';
import { secretPageHeaders, tokenOf } from './mail-link';

export const meta: MetaFunction = () => [{ title: 'Confirm your address · Tributary' }];
export const headers: HeadersFunction = () => secretPageHeaders;

export async function loader({ request }: LoaderFunctionArgs) {
  const session = await currentUser(request);
  const verified = session?.user.emailVerified ?? false;
  return { hasToken: tokenOf(request) !== '', email: session?.user.email ?? null, verified };
}

type Result = 'verified' | 'link_not_good' | 'sent' | 'too_many';

// A button, because programs that look at mail open every link in it: they must not confirm for a person.
export async function action({ request }: ActionFunctionArgs) {
  const token = tokenOf(request);
  if (token !== '') {
    const good = await verifyEmail(token);
    return data<{ result: Result }>(
      { result: good ? 'verified' : 'link_not_good' },
      { status: good ? 200 : 410 },
    );
  }
  const session = await currentUser(request);
  if (!session) throw redirect('/login?returnTo=/verify-email');
  const result = await resendVerification(session.user.id);
  return data<{ result: Result }>({ result }, { status: result === 'too_many' ? 429 : 200 });
}

const titles: Record<Result, string> = {
  verified: 'Your address is confirmed',
  link_not_good: 'This link cannot be used',
  sent: 'A new link is on its way',
  too_many: 'Look into your mail',
};

export default function VerifyEmail() {
  const { hasToken, email, verified } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>()?.result ?? (verified && !hasToken ? 'verified' : null);
  const busy = useNavigation().state === 'submitting';
  return (
    <AuthLayout title={result ? titles[result] : 'Confirm your address'}>
      <div className="grid gap-5">
        {result === 'verified' && (
          <Alert tone="good" live>
            You can request payouts now.
          </Alert>
        )}
        {result === 'link_not_good' && (
          <Alert tone="bad" live>
            It was used already, is older than three days, or a newer one was sent. Sign in to have another
            one sent.
          </Alert>
        )}
        {result === 'sent' && (
          <Alert tone="good" live>
            We have sent it to {email}. Older links no longer work.
          </Alert>
        )}
        {result === 'too_many' && (
          <Alert live>We have sent you several links within the hour. Use the latest.</Alert>
        )}
        {result === null && (
          <Form method="post" className="grid gap-5">
            <p>
              {hasToken
                ? 'Press the button, and you can request payouts.'
                : `We send a link to ${email ?? 'your address'}; open it to confirm that the address is yours.`}
            </p>
            <Button variant="primary" block busy={busy}>
              {hasToken ? 'Confirm address' : 'Send the link again'}
            </Button>
          </Form>
        )}
        {result !== null && (
          <LinkButton to={result === 'link_not_good' ? '/verify-email' : '/dashboard'} block>
            {result === 'link_not_good' ? 'Send a new link' : 'Go to the dashboard'}
          </LinkButton>
        )}
      </div>
    </AuthLayout>
  );
}
