import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { LinkButton } from '~/components/ui/button';
import { Wordmark } from './brand';
import { MAIN_ID, SkipLink } from './skip-link';
import { ThemeSwitch } from './theme-switch';

const quiet = 'rounded-sm text-sm text-muted hover:text-ink';

export interface PublicLayoutProps {
  /** where somebody signed in goes on; null for nobody */
  signedInTo: string | null;
  children: ReactNode;
}

/** The frame of the pages everybody sees. */
export function PublicLayout({ signedInTo, children }: PublicLayoutProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b bg-surface">
        <div className="mx-auto flex h-15 max-w-page items-center justify-between gap-4 px-4 sm:px-6">
          <Link to="/" className="inline-flex rounded">
            <Wordmark />
          </Link>
          <nav aria-label="Main" className="flex items-center gap-2 sm:gap-5">
            <Link to="/docs" className={`${quiet} max-sm:hidden`}>
              Docs
            </Link>
            <Link to="/verify" className={`${quiet} max-sm:hidden`}>
              Verify
            </Link>
            {signedInTo ? (
              <LinkButton to={signedInTo} variant="primary" size="sm">
                Open the portal
              </LinkButton>
            ) : (
              <>
                <Link to="/login" className={`${quiet} px-2`}>
                  Sign in
                </Link>
                <LinkButton to="/join" variant="primary" size="sm">
                  Join
                </LinkButton>
              </>
            )}
          </nav>
        </div>
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="flex-1">
        {children}
      </main>
      <footer className="border-t">
        <div className="mx-auto flex max-w-page flex-wrap items-center justify-between gap-4 px-4 py-6 sm:px-6">
          <nav aria-label="More" className="flex flex-wrap gap-x-5 gap-y-2">
            <Link to="/docs" className={quiet}>
              Docs
            </Link>
            <Link to="/api/docs" className={quiet} reloadDocument>
              API
            </Link>
            <Link to="/verify" className={quiet}>
              Verify a chain
            </Link>
            <Link to="/login" className={quiet}>
              Sign in
            </Link>
          </nav>
          <ThemeSwitch />
        </div>
      </footer>
    </div>
  );
}
