import { Link } from '@remix-run/react';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import type { Outcome } from '~/domain/agency/configuration-update';
import { paths } from '~/routes/paths';

export interface ItemRow {
  configurationId: string;
  configuration: string;
  projectId: string;
  project: string;
  fromVersion: number;
  outcome: Outcome;
  detail: string | null;
  made: number | null;
}

const words: Record<Outcome, { word: string; tone: BadgeTone }> = {
  waiting: { word: 'Waiting', tone: 'neutral' },
  updated: { word: 'Changed', tone: 'good' },
  unchanged: { word: 'The same anyway', tone: 'neutral' },
  changed_since: { word: 'Changed since', tone: 'warn' },
  invalid: { word: 'Not possible', tone: 'bad' },
};

const columns: Array<Column<ItemRow>> = [
  {
    key: 'configuration',
    header: 'Configuration',
    names: true,
    cell: ({ project, projectId, configuration, configurationId }) => (
      <>
        <Link
          to={paths.configuration(projectId, configurationId)}
          prefetch="intent"
          className="rounded-sm font-medium break-words hover:underline"
        >
          {configuration}
        </Link>
        <span className="block text-xs break-words text-faint">{project}</span>
      </>
    ),
  },
  {
    key: 'outcome',
    header: 'What became of it',
    cell: ({ outcome, detail }) => (
      <>
        <Badge tone={words[outcome].tone}>{words[outcome].word}</Badge>
        {detail && (
          <span className="mt-1 block max-w-md text-xs text-pretty break-words text-muted">{detail}</span>
        )}
      </>
    ),
  },
  {
    key: 'version',
    header: 'Version',
    align: 'end',
    cell: ({ projectId, configurationId, fromVersion, made }) =>
      made === null ? (
        fromVersion
      ) : (
        <Link
          to={paths.configurationVersion(projectId, configurationId, made)}
          prefetch="intent"
          className="rounded-sm hover:underline"
        >
          {fromVersion} → {made}
        </Link>
      ),
  },
];

/** What became of each configuration of a run; what needs somebody's eyes first. */
export function ItemTable({ rows }: { rows: readonly ItemRow[] }) {
  return (
    <Card title="Configurations" flush>
      <DataTable
        caption="Configurations of this change"
        columns={columns}
        rows={rows}
        rowKey={({ configurationId }) => configurationId}
      />
    </Card>
  );
}
