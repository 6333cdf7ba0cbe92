import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import type { StepReport } from '~/domain/reconciliation/finding';
import { stepStateWords, stepWords } from './words';

const count = (n: number) => n.toLocaleString('en-US');

const columns: Array<Column<StepReport>> = [
  {
    key: 'step',
    header: 'Compared',
    names: true,
    cell: ({ step, reason }) => (
      <>
        <span className="font-medium">{stepWords[step]}</span>
        {reason && <span className="block max-w-md text-xs text-pretty text-muted">{reason}</span>}
      </>
    ),
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => {
      const { word, tone } = stepStateWords[state];
      return <Badge tone={tone}>{word}</Badge>;
    },
  },
  {
    key: 'read',
    header: 'Looked at',
    align: 'end',
    cell: ({ read, total }) =>
      total === null || total === read ? count(read) : `${count(read)} of ${count(total)}`,
  },
  { key: 'findings', header: 'Found', align: 'end', cell: ({ findings }) => count(findings) },
];

/** How far a run has come, step by step. */
export function RunSteps({ steps }: { steps: readonly StepReport[] }) {
  return (
    <Card title="Steps" flush>
      <DataTable caption="Steps" columns={columns} rows={steps} rowKey={({ step }) => step} />
    </Card>
  );
}
