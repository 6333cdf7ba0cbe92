import { Link, NavLink, useLocation } from '@remix-run/react';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '~/components/ui/class-names';
import { type Account, AccountMenu } from './account-menu';
import { Wordmark } from './brand';
import { Disclosure } from './disclosure';
import { MAIN_ID, SkipLink } from './skip-link';

export interface NavItem {
  to: string;
  label: string;
  icon: LucideIcon;
  /** only this very address counts as here */
  end?: boolean;
  /** how many things wait there */
  waiting?: number;
}

export interface AppShellProps {
  nav: readonly NavItem[];
  account: Account;
  /** beside the name of the product: "Admin" */
  area?: string;
  home: string;
  /** above every page: what must be known everywhere */
  notices?: ReactNode;
  children: ReactNode;
}

/** The frame of the signed-in pages: navigation at the side, on a phone at the bottom, where the thumb is. */
export function AppShell({ nav, account, area, home, notices, children }: AppShellProps) {
  return (
    <div className="lg:grid lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <SkipLink />
      <header className="sticky top-0 z-20 flex h-dvh flex-col border-r bg-surface p-3 max-lg:hidden">
        <Home to={home} area={area} className="px-2 pt-2 pb-5" />
        <SideNav nav={nav} />
        <div className="mt-auto">
          <AccountMenu {...account} place="side" />
        </div>
      </header>
      <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-b bg-surface/95 pr-2 pl-4 backdrop-blur lg:hidden">
        <Home to={home} area={area} />
        <AccountMenu {...account} place="top" />
      </header>
      <div className="min-w-0">
        <main
          id={MAIN_ID}
          tabIndex={-1}
          className="mx-auto w-full max-w-page px-4 pt-6 pb-24 sm:px-6 lg:px-10 lg:pt-10 lg:pb-16"
        >
          {notices}
          {children}
        </main>
      </div>
      <BottomNav nav={nav} />
    </div>
  );
}

function Home({ to, area, className }: { to: string; area?: string | undefined; className?: string }) {
  return (
    <Link to={to} className={cx('inline-flex items-center gap-2 rounded', className)}>
      <Wordmark />
      {area && (
        <span className="rounded-sm bg-sunken px-1.5 py-px text-2xs font-semibold text-muted">{area}</span>
      )}
    </Link>
  );
}

function SideNav({ nav, label: name = 'Main' }: { nav: readonly NavItem[]; label?: string }) {
  return (
    <nav aria-label={name}>
      <ul className="grid gap-0.5">
        {nav.map(({ to, label, icon: Icon, end, waiting }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={end ?? false}
              prefetch="intent"
              className={({ isActive }) =>
                cx(
                  'flex min-h-9 items-center gap-2.5 rounded px-2 text-sm',
                  isActive ? 'bg-sunken font-medium text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
                )
              }
            >
              <Icon aria-hidden size={16} className="shrink-0" />
              {label}
              {waiting ? <Waiting count={waiting} /> : null}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** As many as a narrow phone names without cutting their names. */
const BOTTOM_PLACES = 5;

const bottomItem = 'relative flex h-15 flex-col items-center justify-center gap-1 text-2xs';
const bottomTone = (isActive: boolean) => (isActive ? 'font-semibold text-accent-ink' : 'text-muted');

function BottomNav({ nav }: { nav: readonly NavItem[] }) {
  const shown = nav.length > BOTTOM_PLACES ? nav.slice(0, BOTTOM_PLACES - 1) : nav;
  const more = nav.slice(shown.length);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 border-t bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur lg:hidden"
    >
      <ul className="mx-auto flex max-w-xl">
        {shown.map(({ to, label, icon: Icon, end, waiting }) => (
          <li key={to} className="min-w-0 flex-1">
            <NavLink
              to={to}
              end={end ?? false}
              className={({ isActive }) => cx(bottomItem, bottomTone(isActive))}
            >
              <Icon aria-hidden size={20} strokeWidth={1.75} />
              <span className="max-w-full truncate px-0.5">{label}</span>
              {waiting ? <BottomWaiting count={waiting} /> : null}
            </NavLink>
          </li>
        ))}
        {more.length > 0 && (
          <li className="min-w-0 flex-1">
            <MoreNav nav={more} />
          </li>
        )}
      </ul>
    </nav>
  );
}

/** What has no place of its own in the bar. */
function MoreNav({ nav }: { nav: readonly NavItem[] }) {
  const { pathname } = useLocation();
  const here = nav.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  const waiting = nav.reduce((sum, item) => sum + (item.waiting ?? 0), 0);
  return (
    <Disclosure
      summary={
        <span className={cx(bottomItem, bottomTone(here))}>
          <Ellipsis aria-hidden size={20} strokeWidth={1.75} />
          More
          {waiting > 0 && <BottomWaiting count={waiting} />}
        </span>
      }
      panelClassName="right-2 bottom-full mb-2 p-1.5"
    >
      <SideNav nav={nav} label="More" />
    </Disclosure>
  );
}

function BottomWaiting({ count }: { count: number }) {
  return (
    <span className="absolute top-1.5 left-1/2 ml-2.5">
      <Waiting count={count} />
    </span>
  );
}

function Waiting({ count }: { count: number }) {
  return (
    <span className="figures ml-auto rounded-full bg-warn-soft px-1.5 text-2xs font-semibold text-warn-ink">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> waiting</span>
    </span>
  );
}
