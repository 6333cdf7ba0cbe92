import { useState } from 'react';
import { Field } from '~/components/ui/field';
import { Select } from '~/components/ui/input';
import { methodSentence } from '~/domain/partner/payout-country';

export interface CountryFieldProps {
  /** from the server, so that both sides call a country the same */
  options: ReadonlyArray<{ code: string; name: string }>;
  /** where the program's own account at Stripe is */
  platformCountry: string;
  /** what is chosen at first; absent: nothing */
  chosen?: string | undefined;
  id?: string;
  errors?: readonly string[] | undefined;
}

/** Where a partner lives, and at once how one is paid there (ADR-0090). */
export function CountryField({ options, platformCountry, chosen = '', id, errors }: CountryFieldProps) {
  const [code, setCode] = useState(chosen);
  const name = options.find((option) => option.code === code)?.name;
  return (
    <Field
      label="Country"
      {...(id === undefined ? {} : { id })}
      errors={errors}
      hint={
        <span aria-live="polite">
          {name === undefined
            ? 'Where you live, or where your company is: it decides how you can be paid.'
            : methodSentence(code, { name, platformCountry })}
        </span>
      }
    >
      <Select
        name="country"
        required
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="country"
      >
        <option value="">Choose a country</option>
        {options.map((option) => (
          <option key={option.code} value={option.code}>
            {option.name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
