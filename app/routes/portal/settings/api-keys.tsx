import { getCollectionProps, getFormProps, getInputProps, getSelectProps, useForm } from '@conform-to/react';
import { parseWithZod } from '@conform-to/zod/v4';
import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation, useSearchParams } from '@remix-run/react';
import { z } from 'zod';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field, FieldError } from '~/components/ui/field';
import { Checkbox, Input, Select } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import {
  API_SCOPES,
  type ApiScope,
  DEFAULT_SCOPES,
  PARTNER_SCOPES,
  scopeText,
} from '~/domain/identity/api-key';
import { listApiKeys } from '~/domain/identity/api-keys.server';
import { createApiKey } from '~/flows/create-api-key.server';
import { env } from '~/platform/env.server';
import { readForm } from '~/routes/form.server';
import { paths } from '~/routes/paths';
import { nameField } from '~/routes/public/account-fields';
import { requireKeyAccess } from './key-access.server';
import { KeyList } from './key-list';
import { NewKey } from './new-key';

const DAY_MS = 86_400_000;
const lives = { '30': '30 days', '90': '90 days', '365': 'a year', never: 'until you end it' } as const;

const schema = z.object({
  name: nameField,
  scopes: z.array(z.enum(API_SCOPES)).min(1, 'Choose what the key may do.'),
  life: z.enum(['30', '90', '365', 'never'], 'Choose one.'),
});

export const meta: MetaFunction = () => [{ title: 'API keys · Tributary' }];
export const headers: HeadersFunction = () => ({ 'Cache-Control': 'no-store' });

export async function loader({ request }: LoaderFunctionArgs) {
  const { scope } = await requireKeyAccess(request);
  const keys = await listApiKeys(scope);
  const allowed = scope.kind === 'partner' ? PARTNER_SCOPES : API_SCOPES;
  return {
    title: scope.kind === 'partner' ? 'Your keys' : 'Keys of all admins',
    offered: allowed.filter((each) => env.sandbox || each !== 'sandbox'),
    chosen: DEFAULT_SCOPES[scope.kind],
    keys: keys.map(({ id, name, prefix, scopes, lastUsedAt, expiresAt, createdAt }) => ({
      id,
      name,
      prefix,
      scopes,
      createdAt: createdAt.getTime(),
      lastUsedAt: lastUsedAt?.getTime() ?? null,
      expiresAt: expiresAt?.getTime() ?? null,
    })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { scope, owner } = await requireKeyAccess(request, { stepUp: true });
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') {
    return data({ secret: null, result: submission.reply() }, { status: 400 });
  }
  const { name, scopes, life } = submission.value;
  const expiresAt = life === 'never' ? null : new Date(Date.now() + Number(life) * DAY_MS);
  const made = await createApiKey(scope, { owner, name, scopes, expiresAt });
  if (made.outcome === 'created') {
    return data({ secret: made.secret, result: submission.reply({ resetForm: true }) }, { status: 201 });
  }
  const formErrors = ['This key cannot be made: choose other rights.'];
  return data({ secret: null, result: submission.reply({ formErrors }) }, { status: 400 });
}

export default function ApiKeys() {
  const { title, keys, offered, chosen } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const ended = useSearchParams()[0].get('notice') === 'ended';
  const [form, fields] = useForm({
    lastResult: answer?.result,
    defaultValue: { name: '', scopes: [...chosen], life: '90' },
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === paths.apiKeys;
  const scopes = getCollectionProps(fields.scopes, { type: 'checkbox', options: [...offered] });
  return (
    <AuthLayout
      title="API keys"
      lead={
        <>
          For programs of yours. How to use them: <TextLink to={paths.apiDocs}>REST API</TextLink>
        </>
      }
      foot={<TextLink to={paths.security}>Back</TextLink>}
    >
      <div className="grid gap-5">
        {answer?.secret && <NewKey secret={answer.secret} />}
        {ended && !answer && (
          <Alert tone="good" live>
            The key has ended.
          </Alert>
        )}
        <KeyList title={title} keys={keys} />
        <Card title="Make a key">
          <Form method="post" action={paths.apiKeys} {...getFormProps(form)} className="grid gap-5">
            {form.errors && (
              <Alert tone="bad" live id={form.errorId}>
                {form.errors.join(' ')}
              </Alert>
            )}
            <Field label="What it is for" id={fields.name.id} errors={fields.name.errors}>
              <Input
                {...getInputProps(fields.name, { type: 'text' })}
                key="name"
                placeholder="Nightly report"
              />
            </Field>
            <fieldset className="grid gap-2">
              <legend className="mb-2 text-sm font-medium">It may</legend>
              {scopes.map(({ key, ...each }) => (
                <Checkbox key={key} {...each} label={scopeText[each.value as ApiScope]} hint={each.value} />
              ))}
              {fields.scopes.errors && (
                <FieldError id={fields.scopes.errorId} errors={fields.scopes.errors} />
              )}
            </fieldset>
            <Field label="It is good for" id={fields.life.id} errors={fields.life.errors}>
              <Select {...getSelectProps(fields.life)} key="life">
                {Object.entries(lives).map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </Select>
            </Field>
            <Button variant="primary" busy={busy}>
              Make key
            </Button>
          </Form>
        </Card>
      </div>
    </AuthLayout>
  );
}
