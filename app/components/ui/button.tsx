import { Link, type LinkProps } from '@remix-run/react';
import type { ButtonHTMLAttributes } from 'react';

type Look = 'primary' | 'secondary' | 'danger' | 'quiet';

const base =
  'inline-flex min-h-9 items-center justify-center gap-1.5 rounded-control px-3.5 text-body font-medium transition-colors disabled:opacity-55';
const looks: Record<Look, string> = {
  primary: 'bg-accent text-accent-on shadow-control enabled:hover:opacity-90',
  secondary: 'border border-line-strong bg-surface text-ink shadow-control enabled:hover:bg-canvas',
  danger: 'bg-danger text-danger-on shadow-control enabled:hover:opacity-90',
  quiet: 'text-muted enabled:hover:bg-qualifying-soft enabled:hover:text-ink',
};

const classes = (look: Look, className = '') => `${base} ${looks[look]} ${className}`;

/** A button; `primary` once a page at most. */
export function Button({
  look = 'secondary',
  className,
  type = 'submit',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look }) {
  return <button type={type} className={classes(look, className)} {...rest} />;
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({ look = 'secondary', className, ...rest }: LinkProps & { look?: Look }) {
  return <Link className={`${classes(look, className)} hover:opacity-90`} {...rest} />;
}
