import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData, useSearchParams } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { formatMoment } from '~/components/ui/time';
import { listSessions } from '~/platform/session.server';
import { requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { homeOf } from '~/routes/public/home-of';
import { browserOf } from './browser-of';

export const meta: MetaFunction = () => [{ title: 'Security · Tributary' }];
export const headers: HeadersFunction = () => ({ 'Cache-Control': 'no-store' });

export async function loader({ request }: LoaderFunctionArgs) {
  const session = await requireUser(request);
  const { email, role, hasSecondFactor } = session.user;
  const sessions = await listSessions(session);
  return { email, home: homeOf(role), role, hasSecondFactor, sessions };
}

const notices: Record<string, string> = {
  password: 'Your password is changed. You were signed out everywhere else.',
  enrolled: 'Your second factor is set up.',
  removed: 'Your second factor is removed.',
  ended: 'Signed out there.',
};

export default function Security() {
  const { email, home, role, hasSecondFactor, sessions } = useLoaderData<typeof loader>();
  const notice = notices[useSearchParams()[0].get('notice') ?? ''];
  return (
    <AuthLayout title="Security" lead={`Your account: ${email}`} foot={<TextLink to={home}>Back</TextLink>}>
      <div className="grid gap-5">
        {notice && (
          <Alert tone="good" live>
            {notice}
          </Alert>
        )}
        <Card title="Password">
          <LinkButton to={paths.password}>Change password</LinkButton>
        </Card>
        <Card title="Second factor">
          <p className="mb-3 text-sm text-muted">
            {hasSecondFactor
              ? 'An authenticator app is set up. Its code is asked for before what decides where money goes.'
              : role === 'admin'
                ? 'Not set up. You need it to approve payouts.'
                : 'Not set up. With it, knowing your password is not enough to change where your money goes.'}
          </p>
          <LinkButton to={paths.secondFactor}>
            {hasSecondFactor ? 'Remove or replace it' : 'Set up an app'}
          </LinkButton>
        </Card>
        <Card title="API keys">
          <p className="mb-3 text-sm text-muted">
            For programs of yours that read or write through the REST API.
          </p>
          <LinkButton to={paths.apiKeys}>API keys</LinkButton>
        </Card>
        <Card title="Where you are signed in">
          <ul className="grid gap-4">
            {sessions.map(({ id, userAgent, createdAt, current }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm">
                <span>
                  <span className="block font-medium">{browserOf(userAgent)}</span>
                  <span className="block text-xs text-faint">
                    {current ? 'This browser' : `Since ${formatMoment(createdAt)}`}
                  </span>
                </span>
                {!current && (
                  <Form method="post" action={paths.sessionEnd}>
                    <input type="hidden" name="id" value={id} />
                    <Button size="sm">Sign out there</Button>
                  </Form>
                )}
              </li>
            ))}
          </ul>
        </Card>
        <Form method="post" action={paths.logout}>
          <Button block>Sign out</Button>
        </Form>
      </div>
    </AuthLayout>
  );
}
