import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { Link2 } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { CopyButton } from '~/components/ui/copy-button';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Time } from '~/components/ui/time';
import { suggestLinkCode } from '~/domain/attribution/link';
import { listLinks } from '~/domain/attribution/links.server';
import { loadProgram } from '~/domain/program/program.server';
import { env } from '~/platform/env.server';
import { requirePartner } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { postLink } from './link-creation.server';
import { LinkForm, sourceWords } from './link-form';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Links · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const { searchParams } = new URL(request.url);
  const isArchived = searchParams.get('archived') === 'yes';
  const [links, program] = await Promise.all([
    listLinks(scope, { isArchived }, readPage(searchParams)),
    loadProgram(),
  ]);
  return {
    links: links.data.map((link) => ({ ...link, url: `${env.origin}/r/${link.code}` })),
    nextCursor: links.nextCursor,
    isArchived,
    mayEdit: scope.role !== 'viewer',
    suggestion: { code: suggestLinkCode(), destination: program.homeUrl },
    isAgency: scope.partner.kind === 'agency',
    origin: env.origin,
    hosts: env.programHosts,
  };
}

/** POST /links: a new link. */
export function action({ request }: ActionFunctionArgs) {
  return postLink(request);
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['links'][number];

const count = (n: number) => n.toLocaleString('en-US');

const columns = (mayEdit: boolean): Array<Column<Row>> => [
  {
    key: 'link',
    header: 'Link',
    names: true,
    cell: (link) => (
      <>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium break-all">{link.url.replace(/^https?:\/\//, '')}</span>
          {link.isDefault && <Badge title="?ref= with your handle counts here">Main</Badge>}
        </span>
        <span className="block max-w-sm truncate text-xs text-faint">{link.label ?? link.destination}</span>
      </>
    ),
  },
  { key: 'source', header: 'For', cell: (link) => sourceWords[link.source] },
  { key: 'clicks', header: 'Clicks', align: 'end', cell: (link) => count(link.clicks) },
  { key: 'unique', header: 'Unique', align: 'end', cell: (link) => count(link.uniqueClicks) },
  { key: 'created', header: 'Made', cell: (link) => <Time at={link.createdAt} />, minor: true },
  {
    key: 'actions',
    header: 'Actions',
    silent: true,
    align: 'end',
    cell: (link) => <Actions link={link} mayEdit={mayEdit} />,
  },
];

function Actions({ link, mayEdit }: { link: Row; mayEdit: boolean }) {
  if (link.archivedAt !== null) {
    return (
      <span className="text-xs text-faint">
        Archived <Time at={link.archivedAt} />
      </span>
    );
  }
  return (
    <span className="flex justify-end gap-1.5">
      {mayEdit && !link.isDefault && (
        <Form method="post" action={paths.linkArchival(link.id)}>
          <Button size="sm" variant="quiet" title="Its clicks stop counting; what was clicked stays">
            Archive
          </Button>
        </Form>
      )}
      <CopyButton text={link.url} what={`the link ${link.code}`} size="sm" />
    </span>
  );
}

export default function Links() {
  const { links, nextCursor, isArchived, mayEdit, ...form } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="Links"
        lead="One link for each place you share it, so that you see what each of them brings."
      />
      <div className="grid gap-5">
        {mayEdit && !isArchived && <LinkForm lastResult={lastResult} {...form} />}
        <Card
          id="links"
          title={isArchived ? 'Archived links' : 'Your links'}
          flush
          actions={
            <LinkButton
              to={isArchived ? paths.links : `${paths.links}?archived=yes`}
              size="sm"
              variant="quiet"
            >
              {isArchived ? 'Links in use' : 'Archived'}
            </LinkButton>
          }
        >
          <DataTable
            caption="Links with their clicks"
            columns={columns(mayEdit)}
            rows={links}
            rowKey={(link) => link.id}
            empty={
              <EmptyState icon={Link2} title={isArchived ? 'No archived links' : 'No links yet'}>
                {isArchived
                  ? 'Archived links lead to the program’s home and count no more.'
                  : 'Make one above.'}
              </EmptyState>
            }
          />
          <Pagination nextCursor={nextCursor} what="links" shown={links.length} />
        </Card>
      </div>
    </>
  );
}
