import { Field, useFieldWiring } from '~/components/ui/field';

/** A JSON file that is taken instead of what stands in the editor. */
export function FileInput({ problem }: { problem: string | undefined }) {
  const errors = problem ? [problem] : undefined;
  return (
    <Field label="Or a file" optional errors={errors} hint="JSON, taken instead of the text above.">
      <Picker />
    </Field>
  );
}

function Picker() {
  return (
    <input
      type="file"
      name="file"
      accept=".json,application/json"
      {...useFieldWiring({})}
      className="w-full text-sm text-muted file:mr-3 file:min-h-9 file:cursor-pointer file:rounded file:border file:border-edge/60 file:bg-surface file:px-3 file:text-sm file:font-medium file:text-ink hover:file:bg-sunken"
    />
  );
}
