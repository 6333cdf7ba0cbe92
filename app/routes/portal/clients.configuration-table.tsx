import { Link } from '@remix-run/react';
import { FileJson2 } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

export interface ConfigurationRow {
  id: string;
  name: string;
  archivedAt: Instant | null;
  template: { id: string; name: string; version: number } | null;
  version: number;
  templateVersion: number | null;
  at: Instant;
  by: string | null;
}

export interface ConfigurationTableProps {
  projectId: string;
  rows: readonly ConfigurationRow[];
  canAdd: boolean;
  accessEnded: boolean;
}

const columns = (projectId: string): Array<Column<ConfigurationRow>> => [
  {
    key: 'name',
    header: 'Configuration',
    names: true,
    cell: ({ id, name, archivedAt }) => (
      <span className="flex flex-wrap items-center gap-2">
        <Link
          to={paths.configuration(projectId, id)}
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
    key: 'template',
    header: 'Template',
    cell: ({ template, templateVersion }) =>
      template === null ? (
        <span className="text-faint">None</span>
      ) : (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <TextLink to={paths.template(template.id)}>{template.name}</TextLink>
          {templateVersion !== null && templateVersion < template.version && (
            <Badge
              tone="warn"
              title={`Made from version ${templateVersion}; the template is at ${template.version}`}
            >
              {template.version - templateVersion} behind
            </Badge>
          )}
        </span>
      ),
  },
  {
    key: 'changed',
    header: 'Changed',
    cell: ({ at, by }) => (
      <>
        <Time at={at} precise />
        {by && <span className="block text-xs text-faint">by {by}</span>}
      </>
    ),
  },
];

/** What a client inherits, document by document. */
export function ConfigurationTable({ projectId, rows, canAdd, accessEnded }: ConfigurationTableProps) {
  const add = canAdd && (
    <LinkButton to={paths.configurationNew(projectId)} size="sm">
      New configuration
    </LinkButton>
  );
  return (
    <Card
      id="configurations"
      title="Configurations"
      flush
      actions={
        rows.length > 0 && (
          <>
            <LinkButton
              to={paths.configurationBundle(projectId)}
              size="sm"
              variant="quiet"
              reloadDocument
              download
            >
              Export all
            </LinkButton>
            {add}
          </>
        )
      }
    >
      <DataTable
        caption="Configurations of this client"
        columns={columns(projectId)}
        rows={rows}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={FileJson2}
            title={accessEnded ? 'The client’s own now' : 'No configuration yet'}
            actions={add}
          >
            {accessEnded
              ? 'Since your access ended its configurations are not shown here any more.'
              : 'A configuration is a JSON document that the client inherits: its settings, ready to use. Begin empty, from one of your templates, or with a file.'}
          </EmptyState>
        }
      />
    </Card>
  );
}
