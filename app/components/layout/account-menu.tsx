import { Form, Link } from '@remix-run/react';
import { ChevronsUpDown, FileCheck2, LogOut, ShieldCheck } from 'lucide-react';
import { Disclosure } from './disclosure';
import { ThemeSwitch } from './theme-switch';

export interface Account {
  /** the person */
  name: string;
  email: string;
  /** what the person works in: the partner's name, or "Administration" */
  workspace: string;
}

export interface AccountMenuProps extends Account {
  place: 'side' | 'top';
}

const item = 'flex min-h-10 w-full items-center gap-2.5 px-3.5 text-sm hover:bg-sunken';

/** Whose workspace this is, who is signed in, and the way out. */
export function AccountMenu({ name, email, workspace, place }: AccountMenuProps) {
  const initial = <Initial of={workspace} />;
  return (
    <Disclosure
      {...(place === 'top' && { label: 'Account' })}
      summary={
        place === 'top' ? (
          initial
        ) : (
          <span className="flex items-center gap-2.5">
            {initial}
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{workspace}</span>
              <span className="block truncate text-xs text-faint">{name}</span>
            </span>
            <ChevronsUpDown aria-hidden size={15} className="shrink-0 text-faint" />
          </span>
        )
      }
      summaryClassName={place === 'top' ? 'grid size-11 place-items-center' : 'p-2 hover:bg-sunken'}
      panelClassName={place === 'top' ? 'right-0 top-full mt-1' : 'bottom-full left-0 right-0 mb-1'}
    >
      <div className="border-b px-3.5 py-3">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="truncate text-xs text-faint">{email}</p>
      </div>
      <Link to="/settings/security" className={item}>
        <ShieldCheck aria-hidden size={15} /> Sign-in and security
      </Link>
      <Link to="/verify" className={item}>
        <FileCheck2 aria-hidden size={15} /> Verify the chain
      </Link>
      <Form method="post" action="/logout">
        <button type="submit" className={item}>
          <LogOut aria-hidden size={15} /> Sign out
        </button>
      </Form>
      <div className="flex items-center justify-between gap-3 border-t px-3.5 py-2.5 text-xs text-muted">
        Theme <ThemeSwitch />
      </div>
    </Disclosure>
  );
}

function Initial({ of }: { of: string }) {
  return (
    <span
      aria-hidden
      className="grid size-8 shrink-0 place-items-center rounded bg-accent-soft text-sm font-semibold text-accent-ink"
    >
      {Array.from(of)[0]?.toUpperCase()}
    </span>
  );
}
