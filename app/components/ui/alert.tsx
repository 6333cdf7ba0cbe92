import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const kinds = {
  info: { icon: Info, look: 'border-accent/30 bg-accent-soft text-accent-ink' },
  success: { icon: CircleCheck, look: 'border-available/30 bg-available-soft text-available' },
  warning: { icon: TriangleAlert, look: 'border-pending/30 bg-pending-soft text-pending' },
  error: { icon: CircleAlert, look: 'border-danger/30 bg-danger-soft text-danger' },
} as const;

/** Something to know now. Errors are read out at once, the rest politely. */
export function Alert({
  kind = 'info',
  title,
  children,
}: {
  kind?: keyof typeof kinds;
  title?: string;
  children?: ReactNode;
}) {
  const { icon: Icon, look } = kinds[kind];
  return (
    <div
      role={kind === 'error' ? 'alert' : 'status'}
      className={`flex gap-2.5 rounded-card border px-4 py-3 ${look}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-ink">{children}</div> : null}
      </div>
    </div>
  );
}
