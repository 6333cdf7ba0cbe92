import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';

const control =
  'block w-full min-h-10 rounded-control border border-line-strong bg-surface px-3 py-2 text-body text-ink shadow-control placeholder:text-muted aria-invalid:border-danger';

/** What every field says of itself. */
export interface FieldText {
  id: string;
  label: string;
  hint?: ReactNode;
  /** what is wrong and what to do */
  errors?: readonly string[] | undefined;
}

/** Label, hint and error around a control, tied to it for screen readers. */
function Field({ id, label, hint, errors, children }: FieldText & { children: ReactNode }) {
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-body font-medium text-ink">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      ) : null}
      {errors?.length ? (
        <p id={`${id}-error`} className="text-small font-medium text-danger">
          {errors.join(' ')}
        </p>
      ) : null}
    </div>
  );
}

function described({ id, hint, errors }: FieldText) {
  const by = [errors?.length ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return {
    id,
    'aria-describedby': by || undefined,
    'aria-invalid': errors?.length ? true : undefined,
  } as const;
}

function split<T extends FieldText>({ id, label, hint, errors, ...rest }: T) {
  return { text: { id, label, hint, errors }, rest };
}

export function TextField(props: FieldText & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>) {
  const { text, rest } = split(props);
  return (
    <Field {...text}>
      <input className={control} {...rest} {...described(text)} />
    </Field>
  );
}

export function SelectField({
  children,
  ...props
}: FieldText & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'>) {
  const { text, rest } = split(props);
  return (
    <Field {...text}>
      <select className={control} {...rest} {...described(text)}>
        {children}
      </select>
    </Field>
  );
}

export function TextAreaField(props: FieldText & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'>) {
  const { text, rest } = split(props);
  return (
    <Field {...text}>
      <textarea rows={3} className={control} {...rest} {...described(text)} />
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** One of a few, each with its explanation. */
export function RadioCards({
  name,
  legend,
  choices,
  selected,
}: {
  name: string;
  legend: string;
  choices: Choice[];
  selected?: string;
}) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-body font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map(({ value, label, hint }) => (
          <label
            key={value}
            className="flex cursor-pointer gap-2.5 rounded-control border border-line-strong bg-surface p-3 shadow-control has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name={name}
              value={value}
              defaultChecked={value === selected}
              className="mt-1 accent-accent"
            />
            <span>
              <span className="block font-medium">{label}</span>
              {hint ? <span className="block text-small text-muted">{hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
