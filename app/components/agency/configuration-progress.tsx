import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import type { OutcomeCounts } from '~/domain/agency/configuration-update';

export interface UpdateProgressProps {
  run: { state: 'running' | 'done'; total: number; counts: OutcomeCounts };
  /** where the run is that undid this one, and the one this undid; null: there is none */
  undoneBy: string | null;
  undoes: string | null;
}

const count = (n: number) => n.toLocaleString('en-US');

/** How far a run is, and what became of the configurations. */
export function UpdateProgress({ run, undoneBy, undoes }: UpdateProgressProps) {
  const { state, total, counts } = run;
  const done = total - counts.waiting;
  const left = counts.changed_since + counts.invalid;
  return (
    <>
      {state === 'running' && (
        <Alert tone="info" title="Under way" live>
          This page follows it. It goes on when you leave, and where it stopped when it is interrupted.
          <noscript> Load the page again to see how far it is.</noscript>
        </Alert>
      )}
      {state === 'done' && left > 0 && (
        <Alert
          tone="warn"
          title={left === 1 ? 'One was left as it is' : `${count(left)} were left as they are`}
        >
          The reason stands beside each of them below.
        </Alert>
      )}
      {undoneBy && (
        <Alert tone="info">
          This was undone since: <TextLink to={undoneBy}>see what became of it</TextLink>.
        </Alert>
      )}
      <Card title="How far it is">
        <div className="grid gap-3">
          <div
            role="progressbar"
            aria-label="Configurations looked at"
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={done}
            className="h-2 overflow-hidden rounded-full bg-sunken"
          >
            <div className="h-full rounded-full bg-accent" style={{ width: `${(100 * done) / total}%` }} />
          </div>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-5">
            <Figure label="Looked at" value={`${count(done)} of ${count(total)}`} />
            <Figure label={undoes ? 'Given back' : 'Changed'} value={count(counts.updated)} />
            <Figure label="The same anyway" value={count(counts.unchanged)} />
            <Figure label="Changed since" value={count(counts.changed_since)} />
            <Figure label="Not possible" value={count(counts.invalid)} />
          </dl>
          {undoes && (
            <p className="text-sm text-muted">
              It undoes <TextLink to={undoes}>an earlier change</TextLink>.
            </p>
          )}
        </div>
      </Card>
    </>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="figures mt-0.5 font-medium">{value}</dd>
    </div>
  );
}
