import { type FieldMetadata, getInputProps } from '@conform-to/react';
import { Field } from '~/components/ui/field';
import { PasswordInput } from '~/components/ui/input';
import { PASSWORD_MIN } from '~/domain/identity/password-rules';

/** Where somebody chooses a password. */
export function NewPasswordField({ label, field }: { label: string; field: FieldMetadata<string> }) {
  return (
    <Field
      label={label}
      id={field.id}
      errors={field.errors}
      hint={`At least ${PASSWORD_MIN} characters. A few words together are easy to remember.`}
    >
      <PasswordInput
        {...getInputProps(field, { type: 'password' })}
        key="password"
        autoComplete="new-password"
      />
    </Field>
  );
}
