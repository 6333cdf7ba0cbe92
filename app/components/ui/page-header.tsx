import { Link } from '@remix-run/react';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: ReactNode;
  /** what this page is for, in one sentence */
  lead?: ReactNode;
  /** the list this one thing is from */
  back?: { to: string; label: string };
  /** beside the title: a status */
  badge?: ReactNode;
  actions?: ReactNode;
}

/** The one heading of a page. */
export function PageHeader({ title, lead, back, badge, actions }: PageHeaderProps) {
  return (
    <header className="mb-6">
      {back && (
        <Link
          to={back.to}
          className="-ml-1 mb-2 inline-flex min-h-6 items-center gap-0.5 rounded text-sm text-muted hover:text-ink"
        >
          <ChevronLeft aria-hidden size={16} />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-2xl break-words">{title}</h1>
            {badge}
          </div>
          {lead && <p className="mt-1 max-w-prose text-base text-pretty text-muted">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
