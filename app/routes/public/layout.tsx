import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import { PageError } from '~/components/layout/page-error';
import { PublicLayout } from '~/components/layout/public-layout';
import { currentUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export async function loader({ request }: LoaderFunctionArgs) {
  const session = await currentUser(request);
  if (!session) return { signedInTo: null };
  return { signedInTo: session.user.role === 'admin' ? paths.admin : paths.dashboard };
}

export default function PublicPages() {
  const { signedInTo } = useLoaderData<typeof loader>();
  return (
    <PublicLayout signedInTo={signedInTo}>
      <Outlet />
    </PublicLayout>
  );
}

export function ErrorBoundary() {
  return (
    <PublicLayout signedInTo={null}>
      <PageError />
    </PublicLayout>
  );
}
