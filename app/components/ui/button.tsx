import { Link, type LinkProps } from '@remix-run/react';
import { type ComponentPropsWithoutRef, forwardRef } from 'react';
import { cx } from './class-names';

export interface ButtonLook {
  /** one primary button per page at most; danger is for what cannot be undone */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined;
  size?: 'sm' | 'md' | undefined;
  /** as wide as its container */
  block?: boolean | undefined;
}

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  secondary: 'bg-surface text-ink border-edge/60 hover:bg-sunken hover:border-edge',
  quiet: 'border-transparent text-muted hover:bg-sunken hover:text-ink',
  danger: 'bg-bad text-on-bad hover:bg-bad-strong border-transparent',
};
// 44 pixels on a touch screen (WCAG 2.2, target size), less where there is a mouse
const sizes = {
  sm: 'min-h-9 px-3 text-sm sm:min-h-8',
  md: 'min-h-11 px-4 text-sm sm:min-h-9',
};

/** The look of a button, for what is none: a `<summary>`, a link. */
export function buttonClass({ variant = 'secondary', size = 'md', block = false }: ButtonLook = {}): string {
  return cx(
    'inline-flex items-center justify-center gap-2 rounded border font-medium whitespace-nowrap motion-safe:transition-colors select-none',
    'disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-55',
    variants[variant],
    sizes[size],
    block && 'w-full',
  );
}

export type ButtonProps = ComponentPropsWithoutRef<'button'> & ButtonLook & { busy?: boolean };

/**
 * A button; in a form it submits, as in HTML.
 * @param props.busy its form is on the way: a second press does nothing, the label stays readable
 */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant, size, block, busy = false, className, onClick, children, ...rest },
  ref,
) {
  return (
    <button
      {...rest}
      ref={ref}
      aria-disabled={busy || rest['aria-disabled']}
      // Not `disabled`: the focus would be lost while the form is on its way.
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={cx(buttonClass({ variant, size, block }), className)}
    >
      {children}
    </button>
  );
});

/** A link that looks like a button: it goes somewhere, a button does something. */
export function LinkButton({
  variant,
  size,
  block,
  className,
  ...rest
}: LinkProps & ButtonLook & { className?: string }) {
  return (
    <Link prefetch="intent" {...rest} className={cx(buttonClass({ variant, size, block }), className)} />
  );
}
