import { Check as CheckMark, Minus, X } from 'lucide-react';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import type { Check, ChainReport as Report } from '~/domain/chain/verify/report';
import { ChainFigures } from './chain-figures';

const words = {
  right: (
    <Badge tone="good" icon={CheckMark}>
      Right
    </Badge>
  ),
  wrong: (
    <Badge tone="bad" icon={X}>
      Wrong
    </Badge>
  ),
  skipped: <Badge icon={Minus}>Not checked</Badge>,
};

const columns: Column<Check>[] = [
  {
    key: 'title',
    header: 'Check',
    names: true,
    cell: ({ title }) => <span className="font-medium">{title}</span>,
  },
  { key: 'outcome', header: 'Result', cell: ({ outcome }) => words[outcome], className: 'sm:w-32' },
  {
    key: 'detail',
    header: 'What was done',
    silent: true,
    cell: ({ detail }) => <span className="block text-left text-muted">{detail}</span>,
  },
];

/** What a verification found: the verdict first, then what it stands on. */
export function ChainReport({ report, file }: { report: Report; file: string }) {
  return (
    <div className="grid grid-cols-1 gap-6" data-testid="report">
      <Verdict report={report} file={file} />
      {report.findings.length > 0 && <Findings report={report} />}
      <Card title="What was checked" id="checks" flush>
        <DataTable
          caption="What was checked"
          columns={columns}
          rows={report.checks}
          rowKey={(check) => check.stage}
        />
      </Card>
      <ChainFigures report={report} />
      <Card title="What this says, and what it does not" id="meaning">
        <div className="grid gap-6 text-sm md:grid-cols-2">
          <List title="Recomputed in this page" items={report.recomputed} />
          <List title="Attested: taken as signed" items={report.attested} />
        </div>
      </Card>
    </div>
  );
}

function Verdict({ report, file }: { report: Report; file: string }) {
  const { verdict, chain, program, events, findingCount, period, lastHead, notes } = report;
  const count = findingCount.toLocaleString('en-US');
  const title =
    verdict === 'right'
      ? 'This chain is right'
      : `This chain is damaged: ${count} ${findingCount === 1 ? 'finding' : 'findings'}`;
  return (
    <Alert tone={verdict === 'right' ? 'good' : 'bad'} title={title} live>
      <p className="wrap-anywhere">
        {file}: {events.toLocaleString('en-US')} events
        {chain && ` of ${chain}`}
        {program && `, ${program}`}
        {period && `, sealed ${period.from.slice(0, 10)} to ${period.to.slice(0, 10)}`}
        {lastHead && `; the last signed head closes ${lastHead.day} with event ${lastHead.seq}`}.
      </p>
      {notes.map((note) => (
        <p key={note} className="mt-1.5 wrap-anywhere text-muted">
          {note}
        </p>
      ))}
    </Alert>
  );
}

function Findings({ report: { findings, findingCount } }: { report: Report }) {
  const more = findingCount - findings.length;
  return (
    <Card
      title="Findings"
      id="findings"
      description="In the order of the checks: the first is where to look."
    >
      <ol className="grid gap-3 text-sm">
        {findings.map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <li key={index} className="grid gap-0.5 border-l-2 border-bad/50 pl-3">
            <p className="wrap-anywhere">{finding.message}</p>
            <p className="text-xs wrap-anywhere text-faint">
              {[
                finding.line === null ? null : `line ${finding.line}`,
                finding.seq === null ? null : `event ${finding.seq}`,
                finding.subject,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ol>
      {more > 0 && <p className="mt-3 text-sm text-muted">And {more.toLocaleString('en-US')} more.</p>}
    </Card>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <section>
      <h3 className="text-sm font-semibold">{title}</h3>
      <ul className="mt-2 grid list-disc gap-1.5 pl-4 text-muted">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}
