import {
  getFormProps,
  getInputProps,
  getSelectProps,
  type SubmissionResult,
  useForm,
} from '@conform-to/react';
import { Form, useNavigation } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { AffixedInput, Input, Select } from '~/components/ui/input';
import { paths } from '~/routes/paths';

/** What a link is for decides the terms its referrals are under (domain.md section 3). */
export const sourceWords = { direct_link: 'Sharing', content: 'Content', agency: 'Clients' } as const;

export interface LinkFormProps {
  lastResult: SubmissionResult | undefined;
  suggestion: { code: string; destination: string };
  origin: string;
  hosts: readonly string[];
  isAgency: boolean;
}

type LinkFields = { destination: string; code: string; source: string; label: string };

/** A new link: where it leads, what it is called, what it is for. */
export function LinkForm({ lastResult, suggestion, origin, hosts, isAgency }: LinkFormProps) {
  const { state, formAction } = useNavigation();
  const [form, fields] = useForm<LinkFields>({
    // a new page, a new form: what was sent is done with
    id: `link-${suggestion.code}`,
    lastResult: lastResult ?? null,
    defaultValue: { destination: suggestion.destination, source: isAgency ? 'agency' : 'direct_link' },
  });
  return (
    <Card id="new-link" title="New link">
      <Form method="post" {...getFormProps(form)} className="grid gap-4 lg:grid-cols-2">
        <Field
          label="Leads to"
          id={fields.destination.id}
          errors={fields.destination.errors}
          hint={`An address on ${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ' or another host of the program' : ''}.`}
        >
          <Input {...getInputProps(fields.destination, { type: 'url' })} required inputMode="url" />
        </Field>
        <Field
          label="Code"
          optional
          id={fields.code.id}
          errors={fields.code.errors}
          hint="What people see in the address. Leave it empty and we make one up."
        >
          <AffixedInput
            {...getInputProps(fields.code, { type: 'text' })}
            before={`${origin.replace(/^https?:\/\//, '')}/r/`}
            placeholder={suggestion.code}
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
        <Field
          label="For"
          id={fields.source.id}
          errors={fields.source.errors}
          hint="It is shown with each referral, and content has terms of its own."
        >
          <Select {...getSelectProps(fields.source)}>
            {isAgency && <option value="agency">Clients: projects you build for them</option>}
            <option value="direct_link">Sharing: messages, talks, a profile</option>
            <option value="content">Content: a post, a tutorial, a repository</option>
          </Select>
        </Field>
        <Field
          label="Note"
          optional
          id={fields.label.id}
          errors={fields.label.errors}
          hint="Only you see it."
        >
          <Input
            {...getInputProps(fields.label, { type: 'text' })}
            maxLength={100}
            placeholder="Newsletter, June"
          />
        </Field>
        <div className="lg:col-span-2">
          <Button variant="primary" busy={state === 'submitting' && formAction === paths.links}>
            Make link
          </Button>
        </div>
      </Form>
    </Card>
  );
}
