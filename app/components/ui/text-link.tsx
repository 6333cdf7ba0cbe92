import { Link, type LinkProps } from '@remix-run/react';
import { cx } from './class-names';

/** A link within running text. */
export function TextLink({ className, ...rest }: LinkProps & { className?: string }) {
  return (
    <Link
      prefetch="intent"
      {...rest}
      className={cx(
        'rounded-sm font-medium text-accent-ink underline decoration-accent-ink/40 underline-offset-3 hover:decoration-current',
        className,
      )}
    />
  );
}
