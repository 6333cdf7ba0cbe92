import { cx } from '~/components/ui/class-names';
import type { Comparison } from '~/domain/agency/configuration-comparison';
import type { Change, DiffLine } from '~/domain/agency/configuration-diff';

type ShownLine = DiffLine | { leftOut: number };

const looks = {
  same: { sign: ' ', row: '', said: '' },
  gone: { sign: '−', row: 'bg-bad-soft', said: 'removed: ' },
  new: { sign: '+', row: 'bg-good-soft', said: 'added: ' },
};

const number = 'w-10 min-w-10 px-2 text-right text-faint select-none';

/** Two documents compared: the paths that differ, and the lines. */
export function ConfigurationDiff({ comparison, label }: { comparison: Comparison; label: string }) {
  const { lines, changes, isCut } = comparison;
  return (
    <div className="grid min-w-0 gap-3">
      <Paths changes={changes} />
      <LineDiff lines={lines} label={label} />
      {isCut && (
        <p className="text-sm text-muted">
          More differs than is shown here: export the documents to compare them whole.
        </p>
      )}
    </div>
  );
}

/** Line by line: a sign, a colour and words for screen readers say what is gone and what is new. */
function LineDiff({ lines, label }: { lines: readonly ShownLine[]; label: string }) {
  if (lines.every((line) => 'leftOut' in line)) return <p className="text-sm text-muted">Nothing differs.</p>;
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-[32rem] overflow-auto rounded border bg-surface font-mono text-xs leading-5"
    >
      <table className="w-full border-collapse">
        <caption className="sr-only">{label}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Line before</th>
            <th scope="col">Line after</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name and never move
            <Row key={index} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ line }: { line: ShownLine }) {
  if ('leftOut' in line) {
    return (
      <tr className="bg-sunken text-faint">
        <td colSpan={3} className="px-3 py-0.5 font-sans">
          {line.leftOut === 1
            ? 'One line is the same'
            : `${line.leftOut.toLocaleString('en-US')} lines are the same`}
        </td>
      </tr>
    );
  }
  const { sign, row, said } = looks[line.kind];
  return (
    <tr className={row}>
      <td className={number}>{line.before}</td>
      <td className={number}>{line.after}</td>
      <td className="pr-4 whitespace-pre">
        <span aria-hidden className="inline-block w-4 text-muted select-none">
          {sign}
        </span>
        {said && <span className="sr-only">{said}</span>}
        {line.text}
      </td>
    </tr>
  );
}

const MOST_PATHS = 30;
const changeWords = { added: 'added', removed: 'removed', changed: 'changed' };

/** The places where two documents differ, by their paths. */
function Paths({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  return (
    <ul aria-label="Paths that differ" className="flex flex-wrap gap-1.5">
      {changes.slice(0, MOST_PATHS).map(({ path, kind }) => (
        <li
          key={path}
          className={cx(
            'inline-flex gap-1.5 rounded-full px-2.5 py-0.5 text-xs',
            kind === 'removed'
              ? 'bg-bad-soft text-bad-ink'
              : kind === 'added'
                ? 'bg-good-soft text-good-ink'
                : 'bg-sunken text-muted',
          )}
        >
          <code className="font-mono break-all">{path || '/'}</code> {changeWords[kind]}
        </li>
      ))}
      {changes.length > MOST_PATHS && (
        <li className="px-2.5 py-0.5 text-xs text-muted">and {changes.length - MOST_PATHS} more</li>
      )}
    </ul>
  );
}
