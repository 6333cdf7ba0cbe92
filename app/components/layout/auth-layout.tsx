import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Wordmark } from './brand';
import { MAIN_ID, SkipLink } from './skip-link';

export interface AuthLayoutProps {
  title: string;
  lead?: ReactNode;
  /** under the form: the other ways to go */
  foot?: ReactNode;
  children: ReactNode;
}

/** A page with one short form: sign in, join, a new password, a code. */
export function AuthLayout({ title, lead, foot, children }: AuthLayoutProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="px-5 py-5 sm:px-8">
        <Link to="/" className="inline-flex rounded">
          <Wordmark />
        </Link>
      </header>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="mx-auto flex w-full max-w-form flex-1 flex-col px-5 pt-[max(1.5rem,7vh)] pb-16"
      >
        <h1 className="text-2xl">{title}</h1>
        {lead && <div className="mt-2 text-pretty text-muted">{lead}</div>}
        <div className="mt-7">{children}</div>
        {foot && <div className="mt-7 border-t pt-5 text-sm text-muted">{foot}</div>}
      </main>
    </div>
  );
}
