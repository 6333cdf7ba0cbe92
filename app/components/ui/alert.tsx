import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './class-names';

const looks = {
  good: { Icon: CircleCheck, box: 'bg-good-soft border-good/30', ink: 'text-good-ink' },
  warn: { Icon: TriangleAlert, box: 'bg-warn-soft border-warn/30', ink: 'text-warn-ink' },
  bad: { Icon: CircleAlert, box: 'bg-bad-soft border-bad/30', ink: 'text-bad-ink' },
  info: { Icon: Info, box: 'bg-info-soft border-info/30', ink: 'text-info-ink' },
};

export interface AlertProps {
  tone?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  /** buttons or links: what to do now */
  actions?: ReactNode;
  /** it appeared in answer to something: screen readers say it at once */
  live?: boolean;
  id?: string;
  className?: string;
}

/** Something the person should know, and what to do about it. */
export function Alert({ tone = 'info', title, children, actions, live, id, className }: AlertProps) {
  const { Icon, box, ink } = looks[tone];
  return (
    <div
      id={id}
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cx('flex gap-3 rounded-md border px-4 py-3 text-sm', box, className)}
    >
      <Icon aria-hidden size={18} className={cx('mt-px shrink-0', ink)} />
      <div className="grid min-w-0 flex-1 gap-1">
        {title && <p className={cx('font-semibold', ink)}>{title}</p>}
        {children && <div className="text-ink">{children}</div>}
        {actions && <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
