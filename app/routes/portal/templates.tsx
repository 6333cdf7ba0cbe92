import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { LayoutTemplate } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Time } from '~/components/ui/time';
import { type ListedTemplate, listTemplates } from '~/domain/agency/templates.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Templates · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  return { templates: await listTemplates(scope), mayEdit: scope.role !== 'viewer' };
}

const columns: Array<Column<ListedTemplate>> = [
  {
    key: 'name',
    header: 'Template',
    names: true,
    cell: ({ id, name, archivedAt }) => (
      <span className="flex flex-wrap items-center gap-2">
        <Link
          to={paths.template(id)}
          prefetch="intent"
          className="rounded-sm font-medium break-words hover:underline"
        >
          {name}
        </Link>
        {archivedAt !== null && <Badge>Archived</Badge>}
      </span>
    ),
  },
  { key: 'version', header: 'Version', align: 'end', cell: ({ version }) => version },
  {
    key: 'configurations',
    header: 'Configurations',
    align: 'end',
    cell: ({ configurations }) => configurations.toLocaleString('en-US'),
  },
  { key: 'changed', header: 'Changed', cell: ({ changedAt }) => <Time at={changedAt} precise /> },
];

export default function Templates() {
  const { templates, mayEdit } = useLoaderData<typeof loader>();
  const add = mayEdit && (
    <LinkButton to={paths.templateNew} variant="primary">
      New template
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Templates"
        lead="What many clients share. Each client’s configuration keeps what differs for it when the template changes."
        back={{ to: paths.clients, label: 'Clients' }}
        actions={templates.length > 0 && add}
      />
      <Card flush>
        <DataTable
          caption="Templates"
          columns={columns}
          rows={templates}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={LayoutTemplate} title="No templates yet" actions={add}>
              A template is a JSON document that several clients’ configurations are made from. Change it
              once, see what would change for each client, and take it over for one or for all.
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}
