import { useLocation } from '@remix-run/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from '~/components/ui/class-names';

export interface DisclosureProps {
  /** what is pressed */
  summary: ReactNode;
  /** what it is, for screen readers, where the summary is a picture */
  label?: string;
  className?: string;
  summaryClassName?: string;
  panelClassName?: string;
  children: ReactNode;
}

/** A button and a panel of links and small forms under it. It is HTML's own and works without scripts; they add Escape and closing. */
export function Disclosure({
  summary,
  label,
  className,
  summaryClassName,
  panelClassName,
  children,
}: DisclosureProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes it
  useEffect(() => details.current?.removeAttribute('open'), [key]);
  useEffect(() => {
    const close = (event: Event) => {
      const panel = details.current;
      if (!panel?.open) return;
      const pressedEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      const wentElsewhere = event.type === 'pointerdown' && !panel.contains(event.target as Node);
      if (!pressedEscape && !wentElsewhere) return;
      panel.removeAttribute('open');
      if (pressedEscape) panel.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);

  return (
    <details ref={details} className={cx('relative', className)}>
      <summary aria-label={label} className={cx('rounded', summaryClassName)}>
        {summary}
      </summary>
      <div className={cx('absolute z-30 min-w-56 rounded-md border bg-raised shadow-raised', panelClassName)}>
        {children}
      </div>
    </details>
  );
}
