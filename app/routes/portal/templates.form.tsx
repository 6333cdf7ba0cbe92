import { Form, useNavigation } from '@remix-run/react';
import { ConfigurationEditor } from '~/components/agency/configuration-editor';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { FormActions } from '~/components/ui/form-actions';
import { Input } from '~/components/ui/input';
import type { Flaw } from '~/domain/agency/configuration-json';

export interface TemplateFormProps {
  /** only when it is made: it keeps its name */
  name?: { value: string; problem: string | undefined };
  basedOn?: number;
  typed: { schema: string; document: string; note: string };
  flaws: { schema: readonly Flaw[]; document: readonly Flaw[] };
  noteProblem: string | undefined;
  submit: string;
  back: string;
}

/** A version of a template: the document, the schema it must satisfy, and why. */
export function TemplateForm({ name, basedOn, typed, flaws, noteProblem, submit, back }: TemplateFormProps) {
  const busy = useNavigation().state === 'submitting';
  return (
    <Card>
      <Form method="post" encType="multipart/form-data" className="grid gap-5">
        {basedOn !== undefined && <input type="hidden" name="basedOn" value={basedOn} />}
        {name && (
          <Field label="Name" errors={name.problem ? [name.problem] : undefined} className="max-w-md">
            <Input name="name" required maxLength={200} defaultValue={name.value} placeholder="Online shop" />
          </Field>
        )}
        <ConfigurationEditor
          key={`document ${typed.document}`}
          name="document"
          label="Document"
          hint="What a client gets that differs in nothing."
          text={typed.document}
          flaws={flaws.document}
          rows={18}
        />
        <ConfigurationEditor
          key={`schema ${typed.schema}`}
          name="schema"
          label="Schema (optional)"
          hint="JSON Schema (2020-12 or draft-07). Every configuration made from this template must satisfy it, this document too. Empty: anything goes."
          text={typed.schema}
          flaws={flaws.schema}
          rows={10}
        />
        <Field
          label="Why"
          optional
          hint="Shown in the list of versions."
          errors={noteProblem ? [noteProblem] : undefined}
          className="max-w-md"
        >
          <Input name="note" maxLength={500} defaultValue={typed.note} />
        </Field>
        <FormActions submit={submit} busy={busy} back={back} />
      </Form>
    </Card>
  );
}
