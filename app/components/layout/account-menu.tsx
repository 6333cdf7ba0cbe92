import { Form, Link } from '@remix-run/react';
import { Check, ChevronsUpDown, FileCheck2, LogOut, ShieldCheck, UsersRound } from 'lucide-react';
import { Disclosure } from './disclosure';
import { ThemeSwitch } from './theme-switch';

export interface Account {
  /** the person */
  name: string;
  email: string;
  /** what the person works in: the partner's name, or "Administration" */
  workspace: string;
  /** the person's workspaces, when there are several */
  workspaces?: ReadonlyArray<{ id: string; name: string; current: boolean }>;
  /** where the members of the workspace are; left out where there are none */
  members?: string;
}

export interface AccountMenuProps extends Account {
  place: 'side' | 'top';
}

const item = 'flex min-h-10 w-full items-center gap-2.5 px-3.5 text-sm hover:bg-sunken';

/** Whose workspace this is, the way to the others, who is signed in, and the way out. */
export function AccountMenu({ name, email, workspace, workspaces = [], members, place }: AccountMenuProps) {
  const initial = <Initial of={workspace} />;
  const severalAtTop = place === 'top' && workspaces.length > 1;
  return (
    <Disclosure
      {...(place === 'top' && { label: `Account, ${workspace}` })}
      summary={
        place === 'top' ? (
          <span className="flex items-center gap-2">
            {severalAtTop && <span className="max-w-36 truncate text-sm font-medium">{workspace}</span>}
            {initial}
          </span>
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
      summaryClassName={
        place === 'top' ? 'grid min-h-11 min-w-11 place-items-center px-1.5' : 'p-2 hover:bg-sunken'
      }
      panelClassName={place === 'top' ? 'right-0 top-full mt-1 w-64' : 'bottom-full left-0 right-0 mb-1'}
    >
      <div className="border-b px-3.5 py-3">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="truncate text-xs text-faint">{email}</p>
      </div>
      {workspaces.length > 1 && <Workspaces workspaces={workspaces} />}
      {members && (
        <Link to={members} className={item}>
          <UsersRound aria-hidden size={15} /> Members
        </Link>
      )}
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

/** The person's workspaces: each a button of a form, which works without scripts, too. */
function Workspaces({ workspaces }: { workspaces: NonNullable<Account['workspaces']> }) {
  return (
    <Form method="post" action="/workspace" className="border-b">
      <fieldset className="min-w-0">
        <legend className="px-3.5 pt-2.5 pb-1 text-xs text-faint">Workspace</legend>
        <ul className="max-h-60 overflow-y-auto pb-1">
          {workspaces.map(({ id, name, current }) => (
            <li key={id}>
              <button
                type="submit"
                name="partnerId"
                value={id}
                aria-current={current ? 'true' : undefined}
                className={item}
              >
                <span className="min-w-0 flex-1 truncate text-left">{name}</span>
                {current && <Check aria-hidden size={15} className="shrink-0 text-accent-ink" />}
              </button>
            </li>
          ))}
        </ul>
      </fieldset>
    </Form>
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
