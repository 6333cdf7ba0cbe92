import { Form } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';

/** From when on the draft counts, and whether one partner alone is looked at. */
export function SimulationWishForm({
  from,
  wrong,
  partnerId,
}: {
  from: string;
  wrong: boolean;
  partnerId: string | null;
}) {
  return (
    <Card>
      <Form method="get" preventScrollReset className="flex flex-wrap items-start gap-4">
        {partnerId !== null && <input type="hidden" name="partner" value={partnerId} />}
        <Field
          label="For sign-ups and purchases from"
          optional
          hint="Empty: all of them, whatever version they are under."
          errors={wrong ? ['This is no day.'] : undefined}
        >
          <Input type="date" name="from" defaultValue={from} className="sm:w-44" />
        </Field>
        <div className="flex gap-2 sm:mt-6.5">
          <Button>Simulate</Button>
          {(from !== '' || partnerId !== null) && (
            <LinkButton variant="quiet" to="?">
              Everything
            </LinkButton>
          )}
        </div>
      </Form>
    </Card>
  );
}
