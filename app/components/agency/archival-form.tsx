import { Form } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { ConfirmForm } from '~/components/ui/confirm-form';

export interface ArchivalFormProps {
  /** "Acme" */
  what: string;
  isArchived: boolean;
  /** what archiving means here */
  meaning: string;
  action: string;
}

/** Takes something out of use, after a question, or back into use. */
export function ArchivalForm({ what, isArchived, meaning, action }: ArchivalFormProps) {
  if (isArchived) {
    return (
      <Form method="post" action={action}>
        <input type="hidden" name="archived" value="no" />
        <Button>Restore</Button>
      </Form>
    );
  }
  return (
    <ConfirmForm
      label="Archive"
      look={{ variant: 'quiet' }}
      title={`Archive ${what}?`}
      description={`${meaning} You can restore it at any time.`}
      confirm="Archive"
      action={action}
    >
      <input type="hidden" name="archived" value="yes" />
    </ConfirmForm>
  );
}
