import type { ReactNode } from 'react';
import { cx } from './class-names';

export interface CardProps {
  title?: ReactNode;
  /** one sentence under the title */
  description?: ReactNode;
  /** at the end of the title's line */
  actions?: ReactNode;
  /** without inner space, for a table that reaches the edges */
  flush?: boolean;
  /** the title's place in the page's outline */
  level?: 2 | 3;
  id?: string;
  className?: string;
  children?: ReactNode;
}

/** A region of a page with one subject. */
export function Card({ title, description, actions, flush, level = 2, id, className, children }: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const headingId = id && title ? `${id}-title` : undefined;
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={cx('min-w-0 rounded-md border bg-surface shadow-card', className)}
    >
      {(title || actions) && (
        <header
          className={cx(
            'flex flex-wrap justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5',
            description ? 'items-start' : 'items-center',
            flush && 'pb-3',
          )}
        >
          <div className="min-w-0">
            <Heading id={headingId} className="text-base">
              {title}
            </Heading>
            {description && (
              <p className="mt-0.5 max-w-prose text-sm text-pretty text-muted">{description}</p>
            )}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : 'p-4 sm:p-5'}>{children}</div>
    </section>
  );
}
