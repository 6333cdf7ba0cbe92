import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { roleWords } from '~/domain/partner/members';
import { partnersOfUser } from '~/domain/partner/partner.server';
import { switchWorkspace } from '~/flows/switch-workspace.server';
import { formHeaders } from '~/routes/form-headers';
import { requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Workspaces · Tributary' }];
export const headers = formHeaders;

/** The reader's workspaces: also for somebody who has none, to whom every other page of a workspace is not there. */
export async function loader({ request }: LoaderFunctionArgs) {
  const session = await requireUser(request);
  const memberships = await partnersOfUser(session.user.id);
  const current = memberships.find(({ partnerId }) => partnerId === session.partnerId) ?? memberships[0];
  return {
    email: session.user.email,
    workspaces: memberships.map(({ partnerId, role, partner }) => ({
      ...{ id: partnerId, role, name: partner.name },
      current: partnerId === current?.partnerId,
    })),
    left: new URL(request.url).searchParams.has('left'),
  };
}

/** POST /workspace: this session looks at another workspace from now on; one that is not theirs is not there. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const session = await requireUser(request, { returnTo: paths.workspace });
  const form = await request.formData().catch(() => null);
  const partnerId = form?.get('partnerId');
  const switched =
    typeof partnerId === 'string' &&
    /^\w{1,64}$/.test(partnerId) &&
    (await switchWorkspace(session, partnerId));
  if (!switched) throw new Response('There is no such workspace.', { status: 404 });
  return redirect(paths.dashboard);
}

export default function Workspaces() {
  const { email, workspaces, left } = useLoaderData<typeof loader>();
  return (
    <AuthLayout
      title="Your workspaces"
      lead={`What ${email} belongs to.`}
      foot={<TextLink to={paths.security}>Sign-in and security</TextLink>}
    >
      <div className="grid gap-5">
        {left && (
          <Alert tone="good" live>
            You have left the workspace.
          </Alert>
        )}
        <Card>
          {workspaces.length === 0 ? (
            <p className="text-sm text-muted">
              None at the moment. An owner of a workspace can invite this address; the mail holds a link.
            </p>
          ) : (
            <ul className="grid gap-4">
              {workspaces.map(({ id, name, role, current }) => (
                <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm">
                  <span className="min-w-0">
                    <span className="flex flex-wrap items-center gap-x-2 font-medium break-words">
                      {name} {current && <Badge tone="accent">You are here</Badge>}
                    </span>
                    <span className="block text-xs text-faint">{roleWords[role].name}</span>
                  </span>
                  <Form method="post" action={paths.workspace}>
                    <input type="hidden" name="partnerId" value={id} />
                    <Button size="sm">
                      Open<span className="sr-only"> {name}</span>
                    </Button>
                  </Form>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </AuthLayout>
  );
}
