import { Eye, EyeOff } from 'lucide-react';
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode, useState } from 'react';
import { cx } from './class-names';
import { useFieldWiring } from './field';
import { useHydrated } from './hydrated';

/** The look of everything one types or chooses in. */
export const controlClass = cx(
  'w-full rounded border border-edge bg-surface px-3 text-field text-ink sm:text-sm',
  'placeholder:text-faint hover:border-ink/60 focus-visible:border-accent focus-visible:outline-offset-0',
  'aria-invalid:border-bad disabled:bg-sunken disabled:text-faint',
);

/** One line of text. Inside a Field it needs a name and no more. */
export const Input = forwardRef<HTMLInputElement, ComponentPropsWithoutRef<'input'>>(function Input(
  { className, ...rest },
  ref,
) {
  return (
    <input
      {...rest}
      {...useFieldWiring(rest)}
      ref={ref}
      className={cx(controlClass, 'h-11 sm:h-9', className)}
    />
  );
});

/** An input with something fixed before or after it that belongs to the value: a currency, the start of an address. */
export const AffixedInput = forwardRef<
  HTMLInputElement,
  ComponentPropsWithoutRef<'input'> & { before?: ReactNode; after?: ReactNode }
>(function AffixedInput({ before, after, className, ...rest }, ref) {
  const affix = 'flex items-center bg-sunken px-3 text-sm text-muted select-none border-edge';
  return (
    <div className="flex min-w-0">
      {before && <span className={cx(affix, 'rounded-l border border-r-0')}>{before}</span>}
      <Input
        {...rest}
        ref={ref}
        className={cx(
          before ? 'rounded-l-none' : null,
          after ? 'rounded-r-none' : null,
          'min-w-0',
          className,
        )}
      />
      {after && <span className={cx(affix, 'rounded-r border border-l-0')}>{after}</span>}
    </div>
  );
});

/** A password, which its owner may look at. */
export const PasswordInput = forwardRef<HTMLInputElement, Omit<ComponentPropsWithoutRef<'input'>, 'type'>>(
  function PasswordInput({ className, ...rest }, ref) {
    const [shown, setShown] = useState(false);
    const hydrated = useHydrated();
    const Icon = shown ? EyeOff : Eye;
    return (
      <div className="relative">
        <Input
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          {...rest}
          ref={ref}
          type={shown ? 'text' : 'password'}
          className={cx('pr-11', className)}
        />
        {hydrated && (
          <button
            type="button"
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 right-0 flex w-11 items-center justify-center rounded-r text-faint hover:text-ink"
          >
            <Icon aria-hidden size={16} />
            <span className="sr-only">Show password</span>
          </button>
        )}
      </div>
    );
  },
);

/** Several lines of text. */
export const Textarea = forwardRef<HTMLTextAreaElement, ComponentPropsWithoutRef<'textarea'>>(
  function Textarea({ className, ...rest }, ref) {
    return (
      <textarea
        rows={3}
        {...rest}
        {...useFieldWiring(rest)}
        ref={ref}
        className={cx(controlClass, 'py-2', className)}
      />
    );
  },
);

/** One of a few; the platform's own list, which works everywhere. */
export const Select = forwardRef<HTMLSelectElement, ComponentPropsWithoutRef<'select'>>(function Select(
  { className, children, ...rest },
  ref,
) {
  return (
    <select
      {...rest}
      {...useFieldWiring(rest)}
      ref={ref}
      className={cx(controlClass, 'select-arrow h-11 appearance-none pr-9 sm:h-9', className)}
    >
      {children}
    </select>
  );
});

/** A yes or no with its sentence; the whole sentence can be pressed. */
export const Checkbox = forwardRef<
  HTMLInputElement,
  Omit<ComponentPropsWithoutRef<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }
>(function Checkbox({ label, hint, className, ...rest }, ref) {
  return (
    <label className={cx('flex gap-2.5 text-sm', className)}>
      <input {...rest} ref={ref} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" />
      <span>
        {label}
        {hint && <span className="block text-xs text-faint">{hint}</span>}
      </span>
    </label>
  );
});
