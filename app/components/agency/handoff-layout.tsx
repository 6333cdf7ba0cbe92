import type { ReactNode } from 'react';
import { Wordmark } from '~/components/layout/brand';
import { MAIN_ID, SkipLink } from '~/components/layout/skip-link';

export interface HandoffLayoutProps {
  /** above the title: for whom it is */
  eyebrow?: ReactNode;
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}

/** The frame of a client's pages: the name, one column, nothing that leads away. */
export function HandoffLayout({ eyebrow, title, lead, children }: HandoffLayoutProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="px-4 py-5 sm:px-8">
        <span className="inline-flex">
          <Wordmark />
        </span>
      </header>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="mx-auto w-full max-w-prose flex-1 px-4 pt-[max(0.5rem,4vh)] pb-16 sm:px-6"
      >
        {eyebrow && <p className="mb-1 text-sm break-words text-muted">{eyebrow}</p>}
        <h1 className="text-2xl text-balance break-words">{title}</h1>
        {lead && <div className="mt-2 max-w-prose text-pretty text-muted">{lead}</div>}
        <div className="mt-6 grid gap-4">{children}</div>
      </main>
    </div>
  );
}
