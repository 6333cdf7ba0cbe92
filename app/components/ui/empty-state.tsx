import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** how this comes to be filled, in a sentence or two */
  children?: ReactNode;
  actions?: ReactNode;
}

/** Nothing here yet: says why, and what to do so that there will be. */
export function EmptyState({ icon: Icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-2 px-4 py-10 text-center">
      {Icon && (
        <span className="mb-1 grid size-10 place-items-center rounded-full bg-sunken text-muted">
          <Icon aria-hidden size={20} />
        </span>
      )}
      <p className="font-medium">{title}</p>
      {children && <div className="text-sm text-pretty text-muted">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
