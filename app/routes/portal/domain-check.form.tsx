import { Form, useNavigation } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { paths } from '~/routes/paths';

/** Asks what a domain is to the agency. */
export function DomainForm({ typed, error }: { typed: string; error: string | null }) {
  const busy = useNavigation().formAction === paths.domainCheck;
  return (
    <Form method="post" action={paths.domainCheck} className="flex flex-wrap items-start gap-2">
      <Field
        label="The client’s domain"
        id="domain"
        errors={error === null ? undefined : [error]}
        hint="The part of its mail addresses behind the @. A web or mail address will do."
        className="min-w-0 flex-1 basis-64"
      >
        <Input
          name="domain"
          defaultValue={typed}
          required
          placeholder="acme.dev"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          inputMode="url"
        />
      </Field>
      <Button variant="primary" busy={busy} className="mt-[1.625rem] max-sm:mt-0 max-sm:w-full">
        Check
      </Button>
    </Form>
  );
}
