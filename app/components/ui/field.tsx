import { CircleAlert } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId } from 'react';
import { cx } from './class-names';

interface Wiring {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<Wiring | null>(null);

interface ControlProps {
  id?: string | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: unknown;
}

/** What a control takes from the field around it: its id, its hint and its error. */
export function useFieldWiring({
  id,
  'aria-describedby': describedBy,
  'aria-invalid': invalid,
}: ControlProps) {
  const field = useContext(FieldContext);
  return {
    id: id ?? field?.id,
    'aria-describedby': field?.describedBy ?? describedBy,
    'aria-invalid': invalid || field?.invalid ? true : undefined,
  };
}

export interface FieldProps {
  label: ReactNode;
  /** the control's id; conform's `fields.x.id` */
  id?: string;
  hint?: ReactNode;
  /** conform's `fields.x.errors` */
  errors?: readonly string[] | undefined;
  optional?: boolean;
  /** beside the label, at its end: "Forgot it?" */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A label, its control, a hint and what is wrong with the answer; the control inside is wired to all of them. */
export function Field({ label, id, hint, errors, optional, aside, className, children }: FieldProps) {
  const made = useId();
  const controlId = id ?? made;
  const hintId = `${controlId}-hint`;
  const errorId = `${controlId}-error`;
  const invalid = (errors?.length ?? 0) > 0;
  const describedBy = [invalid && errorId, hint && hintId].filter(Boolean).join(' ') || undefined;
  return (
    <div className={cx('grid content-start gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={controlId} className="text-sm font-medium">
          {label}
          {optional && <span className="font-normal text-faint"> (optional)</span>}
        </label>
        {aside}
      </div>
      <FieldContext.Provider value={{ id: controlId, describedBy, invalid }}>
        {children}
      </FieldContext.Provider>
      {invalid && <FieldError id={errorId} errors={errors ?? []} />}
      {hint && (
        <p id={hintId} className="text-xs text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** What is wrong with an answer, and what to do. */
export function FieldError({ id, errors }: { id?: string; errors: readonly string[] }) {
  return (
    <p id={id} className="flex gap-1.5 text-xs font-medium text-bad-ink">
      <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
      <span>{errors.join(' ')}</span>
    </p>
  );
}
