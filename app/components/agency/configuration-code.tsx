import { cx } from '~/components/ui/class-names';

export interface ConfigurationCodeProps {
  text: string;
  /** what it is, for screen readers */
  label: string;
}

/** Text of a program with the numbers of its lines; it scrolls in a box of its own, by keyboard too. */
export function ConfigurationCode({ text, label }: ConfigurationCodeProps) {
  const body = text.replace(/\n$/, '');
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className={cx(codeBox, 'max-h-[32rem]')}
    >
      <LineNumbers count={body.split('\n').length} />
      <pre className="min-w-0 flex-1 border-l py-3 pr-4 pl-3">{body}</pre>
    </section>
  );
}

export const codeBox = 'flex overflow-auto rounded border bg-surface font-mono text-xs leading-5';

/** The gutter beside a text; marked lines stand out. */
export function LineNumbers({ count, marked }: { count: number; marked?: ReadonlySet<number> }) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return (
    <pre aria-hidden className="sticky left-0 shrink-0 bg-sunken px-2 py-3 text-right text-faint select-none">
      {marked && marked.size > 0
        ? numbers.map((n) => (
            <span key={n} className={cx('block', marked.has(n) && 'rounded-sm bg-bad px-1 text-on-bad')}>
              {n}
            </span>
          ))
        : numbers.join('\n')}
    </pre>
  );
}
