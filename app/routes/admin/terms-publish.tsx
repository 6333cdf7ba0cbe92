import { Form, useNavigation } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { paths } from '~/routes/paths';

/** Why a draft could not be published, by the outcome. */
export const publicationProblems = {
  in_the_past: 'A version cannot begin in the past: it would change what happened already.',
  instant_taken: 'Another version of these terms begins at that very instant. Choose another day.',
  draft_changed: 'The draft was changed meanwhile. Look at it again, then publish it.',
  no_day: 'Choose a day, or leave the field empty for now.',
} as const;

export type PublicationProblem = keyof typeof publicationProblems;

export function isPublicationProblem(text: string): text is PublicationProblem {
  return text in publicationProblems;
}

/** Publishing a draft asks for the second factor, and binds what is seen. */
export function PublishTerms({ termsKey, revision }: { termsKey: string; revision: string }) {
  const action = paths.adminTermsPublication(termsKey);
  const { state, formAction } = useNavigation();
  return (
    <Card
      id="publish"
      title="Publish"
      description="It holds for sign-ups and purchases from its beginning on, and can never be changed or taken back. Earlier referrals keep their version."
    >
      <Form method="post" action={action} className="flex flex-wrap items-start gap-4">
        <input type="hidden" name="revision" value={revision} />
        <Field label="Begins" optional hint="At 0:00 UTC of that day. Empty: now.">
          <Input type="date" name="begins" className="sm:w-44" />
        </Field>
        <Button className="sm:mt-6.5" busy={state !== 'idle' && formAction === action}>
          Publish
        </Button>
      </Form>
    </Card>
  );
}
