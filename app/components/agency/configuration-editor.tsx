import { useRef, useState } from 'react';
import { cx } from '~/components/ui/class-names';
import { useHydrated } from '~/components/ui/hydrated';
import type { Flaw } from '~/domain/agency/configuration-json';
import { LineNumbers } from './configuration-code';
import { ConfigurationFlaws } from './configuration-flaws';

export interface ConfigurationEditorProps {
  /** the field's name in the form */
  name: string;
  label: string;
  hint?: string;
  text: string;
  flaws: readonly Flaw[];
  rows?: number;
}

/**
 * A text area for JSON. What is wrong is listed above it, each with its line; with scripts lines are numbered, and pressing what is wrong goes
 * there.
 */
export function ConfigurationEditor({ name, label, hint, text, flaws, rows = 20 }: ConfigurationEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const hydrated = useHydrated();
  const [count, setCount] = useState(() => linesOf(text));
  const goTo = ({ line, column }: Flaw) => {
    if (!area.current) return;
    const { value } = area.current;
    const begin = value.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const at = Math.min(begin + column - 1, value.length);
    area.current.focus();
    area.current.setSelectionRange(at, Math.min(at + 1, value.length));
    area.current.scrollTop = (line - 4) * LINE_PX;
  };
  return (
    <div className="grid gap-2">
      <label htmlFor={name} className="text-sm font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${name}-hint`} className="text-xs text-faint">
          {hint}
        </p>
      )}
      {flaws.length > 0 && (
        <ConfigurationFlaws id={`${name}-flaws`} flaws={flaws} {...(hydrated ? { goTo } : {})} />
      )}
      <div
        className={cx(
          'flex overflow-hidden rounded border bg-surface font-mono text-xs leading-5 focus-within:border-accent',
          flaws.length > 0 ? 'border-bad' : 'border-edge',
        )}
      >
        {hydrated && (
          <div
            ref={gutter}
            className="shrink-0 overflow-hidden border-r bg-sunken"
            style={{ height: rows * LINE_PX + 24 }}
          >
            <LineNumbers count={count} marked={new Set(flaws.map(({ line }) => line))} />
          </div>
        )}
        <textarea
          ref={area}
          id={name}
          name={name}
          rows={rows}
          defaultValue={text}
          wrap="off"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          aria-invalid={flaws.length > 0 || undefined}
          aria-describedby={
            [flaws.length > 0 && `${name}-flaws`, hint && `${name}-hint`].filter(Boolean).join(' ') ||
            undefined
          }
          onInput={(event) => setCount(linesOf(event.currentTarget.value))}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          className="block w-full min-w-0 flex-1 resize-none bg-transparent px-3 py-3 text-xs leading-5 text-ink outline-offset-[-2px]"
        />
      </div>
    </div>
  );
}

/** leading-5 */
const LINE_PX = 20;

const linesOf = (text: string) => text.split('\n').length;
