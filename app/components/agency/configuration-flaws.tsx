import { CircleAlert } from 'lucide-react';
import type { Flaw } from '~/domain/agency/configuration-json';

export interface ConfigurationFlawsProps {
  id: string;
  flaws: readonly Flaw[];
  /** goes to the place in the editor; absent: there is no editor, or no script */
  goTo?: (flaw: Flaw) => void;
  /** it stands on the page from the beginning: screen readers do not call it out */
  isQuiet?: boolean;
}

/** What is wrong with a text: the line, what to do, and the line itself with a mark under the place. */
export function ConfigurationFlaws({ id, flaws, goTo, isQuiet = false }: ConfigurationFlawsProps) {
  return (
    <div
      id={id}
      role={isQuiet ? undefined : 'alert'}
      className="rounded-md border border-bad/30 bg-bad-soft px-4 py-3 text-sm"
    >
      <p className="flex items-center gap-2 font-semibold text-bad-ink">
        <CircleAlert aria-hidden size={16} />
        {flaws.length === 1 ? 'One thing has to be put right' : `${flaws.length} things have to be put right`}
      </p>
      <ul className="mt-2 grid gap-3">
        {flaws.map((flaw) => (
          <li key={`${flaw.line}.${flaw.column}.${flaw.message}`} className="min-w-0">
            <p className="break-words">
              <Place flaw={flaw} goTo={goTo} /> {flaw.message}
            </p>
            <pre className="mt-1 overflow-x-auto rounded-sm bg-surface px-3 py-1.5 font-mono text-xs leading-5">
              {`${flaw.excerpt}\n${flaw.excerpt.slice(0, flaw.excerptAt).replace(/[^\t]/g, ' ')}^`}
            </pre>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Place({ flaw, goTo }: { flaw: Flaw; goTo: ConfigurationFlawsProps['goTo'] }) {
  const words = `Line ${flaw.line}, column ${flaw.column}:`;
  if (!goTo) return <strong className="font-semibold">{words}</strong>;
  return (
    <button
      type="button"
      onClick={() => goTo(flaw)}
      className="rounded-sm font-semibold text-bad-ink underline underline-offset-3"
    >
      {words}
    </button>
  );
}
