import { Form } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { Time } from '~/components/ui/time';
import type { OfferView } from '~/domain/agency/handoff-view';
import { paths } from '~/routes/paths';

export interface DeclaredSignUpsProps {
  projectId: string;
  declared: OfferView['declared'];
  mayChange: boolean;
}

/** The agency says beforehand that it creates the client's account itself. */
export function DeclaredSignUps({ projectId, declared, mayChange }: DeclaredSignUpsProps) {
  return (
    <Card
      id="declared"
      title="Do you create the client’s account yourself?"
      description="Then say with which mail address, before you do. Such a sign-up is marked as made on behalf of your client and not taken for your own, also with an address of your agency."
    >
      {declared.length > 0 && (
        <ul className="mb-4 grid gap-1 text-sm">
          {declared.map(({ email, at }) => (
            <li key={email} className="flex flex-wrap justify-between gap-x-4">
              <span className="break-all">{email}</span>
              <span className="text-muted">
                since <Time at={at} precise />
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <Form
          method="post"
          action={paths.clientHandoffSignUps(projectId)}
          preventScrollReset
          className="flex flex-wrap items-end gap-2"
        >
          <Field label="Mail address of the new account" className="min-w-0 flex-1 basis-64">
            <Input type="email" name="email" required maxLength={254} autoComplete="off" />
          </Field>
          <Button>Declare</Button>
        </Form>
      )}
    </Card>
  );
}
