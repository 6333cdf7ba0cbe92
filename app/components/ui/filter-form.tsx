import { Form, useSearchParams, useSubmit } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Button, LinkButton } from './button';
import { useHydrated } from './hydrated';

export interface FilterFormProps {
  /** names of the parameters it sets: what to forget when it is reset */
  names: readonly string[];
  children: ReactNode;
}

/** Choices that narrow a list. They stand in the address; with scripts a choice takes effect at once. */
export function FilterForm({ names, children }: FilterFormProps) {
  const submit = useSubmit();
  const hydrated = useHydrated();
  const [params] = useSearchParams();
  const active = names.some((name) => params.get(name));
  return (
    <Form
      method="get"
      preventScrollReset
      onChange={(event) => submit(event.currentTarget, { preventScrollReset: true })}
      className="flex flex-wrap items-end gap-3 border-b px-4 py-3 sm:px-5 [&_.grid]:min-w-36 max-sm:[&_.grid]:flex-1"
    >
      {children}
      {!hydrated && <Button size="sm">Show</Button>}
      {active && (
        <LinkButton to="?" size="sm" variant="quiet" preventScrollReset>
          Reset
        </LinkButton>
      )}
    </Form>
  );
}
