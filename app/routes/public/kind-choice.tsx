import { type FieldMetadata, getCollectionProps } from '@conform-to/react';
import { FieldError } from '~/components/ui/field';

const kinds = {
  affiliate: {
    label: 'Developer',
    text: 'You recommend it to people and teams, in a talk, a post or a README. Writing about it counts too.',
  },
  agency: {
    label: 'Agency',
    text: 'You build sites for clients and hand them over. Your clients stay yours.',
  },
};
type Kind = keyof typeof kinds;

/** What somebody joins as. */
export function KindChoice({ field }: { field: FieldMetadata<Kind> }) {
  const options = getCollectionProps(field, { type: 'radio', options: Object.keys(kinds) });
  return (
    <fieldset aria-describedby={field.errors ? field.errorId : undefined} className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">You join as</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {options.map(({ key, ...option }) => {
          const { label, text } = kinds[option.value as Kind];
          return (
            <label
              key={key}
              className="flex cursor-pointer gap-2.5 rounded-md border border-edge bg-surface p-3 text-sm has-checked:border-accent has-focus-visible:outline-2"
            >
              <input
                {...option}
                aria-describedby={`${option.id}-text`}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                <span className="block font-medium">{label}</span>
                <span id={`${option.id}-text`} className="block text-xs text-faint">
                  {text}
                </span>
              </span>
            </label>
          );
        })}
      </div>
      {field.errors && <FieldError id={field.errorId} errors={field.errors} />}
    </fieldset>
  );
}
