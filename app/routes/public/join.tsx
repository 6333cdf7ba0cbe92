import { getFormProps, getInputProps, useForm } from '@conform-to/react';
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { AuthLayout } from '~/components/layout/auth-layout';
import { CountryField } from '~/components/money/country-field';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { AffixedInput, Input } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { passwordAdvice } from '~/domain/identity/password-rules';
import { handleAdvice } from '~/domain/partner/handle';
import { countryOptions, guessCountry } from '~/domain/partner/payout-country';
import { type SignUp, type SignUpWish, signUpPartner } from '~/flows/sign-up-partner.server';
import { env } from '~/platform/env.server';
import { evenly } from '~/platform/even-time.server';
import { beginSession, decoyCookie } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { formHeaders } from '~/routes/form-headers';
import { currentUser } from '~/routes/guards.server';
import { countryField, emailField, handleField, nameField, newPasswordField } from './account-fields';
import { homeOf } from './home-of';
import { rememberJoined } from './joined.server';
import { KindChoice } from './kind-choice';
import { NewPasswordField } from './new-password-field';
import { inWords } from './wait';

const EVEN_MS = 500;
const schema = z.object({
  kind: z.enum(['affiliate', 'agency'], 'Choose one of the two.'),
  name: nameField,
  handle: handleField,
  email: emailField,
  country: countryField,
  password: newPasswordField,
});

export const headers = formHeaders;
export const meta: MetaFunction = () => [{ title: 'Join · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const session = await currentUser(request);
  if (session) throw redirect(homeOf(session.user.role));
  const kind = new URL(request.url).searchParams.get('kind') === 'agency' ? 'agency' : 'affiliate';
  return {
    kind,
    linkStart: `${new URL(env.origin).host}/r/`,
    countries: countryOptions(),
    platformCountry: env.payouts.platformCountry,
    country: guessCountry(request.headers.get('Accept-Language')),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') {
    return data(submission.reply({ hideFields: ['password'] }), { status: 400 });
  }
  const { result, cookie } = await evenly(EVEN_MS, () =>
    join(request, { ...submission.value, country: submission.value.country ?? null, ip: context.ip ?? '' }),
  );
  const refusal = refusalOf(result);
  if (refusal) {
    const { status, ...errors } = refusal;
    return data(submission.reply({ ...errors, hideFields: ['password'] }), { status });
  }
  const headers = new Headers({ 'Set-Cookie': cookie });
  headers.append('Set-Cookie', rememberJoined(submission.value.email));
  return redirect('/dashboard', { headers });
}

/** Somebody whose address has an account gets the answer everybody gets, down to a cookie and the time it took; its owner hears by mail. */
async function join(request: Request, wish: SignUpWish): Promise<{ result: SignUp; cookie: string }> {
  const result = await signUpPartner(wish);
  if (result.outcome !== 'signed_up') return { result, cookie: decoyCookie() };
  const { userId: id, partnerId } = result;
  return { result, cookie: await beginSession(request, { id, role: 'partner' }, { partnerId }) };
}

interface Refusal {
  status: number;
  fieldErrors?: Record<string, string[]>;
  formErrors?: string[];
}

function refusalOf(result: SignUp): Refusal | null {
  switch (result.outcome) {
    case 'signed_up':
    case 'address_known':
      return null;
    case 'weak_password':
      return { status: 400, fieldErrors: { password: [passwordAdvice[result.problem]] } };
    case 'invalid_handle':
      return { status: 400, fieldErrors: { handle: [handleAdvice[result.problem]] } };
    case 'handle_taken':
      return { status: 409, fieldErrors: { handle: ['Somebody has this handle. Choose another.'] } };
    case 'too_many':
      return {
        status: 429,
        formErrors: [`Too many sign-ups from your network. Wait ${inWords(result.retryAfterSeconds)}.`],
      };
  }
}

export default function Join() {
  const { kind, linkStart, countries, platformCountry, country } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    defaultValue: { kind },
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === '/join';
  return (
    <AuthLayout
      title="Join the program"
      lead="Developers start at once. Agencies start as soon as we have said hello."
      foot={
        <>
          You have an account? <TextLink to="/login">Sign in</TextLink>
        </>
      }
    >
      <Form method="post" action="/join" {...getFormProps(form)} className="grid gap-5">
        {form.errors && (
          <Alert tone="bad" live id={form.errorId}>
            {form.errors.join(' ')}
          </Alert>
        )}
        <KindChoice field={fields.kind} />
        <Field label="Name" id={fields.name.id} errors={fields.name.errors}>
          <Input {...getInputProps(fields.name, { type: 'text' })} key="name" autoComplete="name" />
        </Field>
        <Field
          label="Handle"
          id={fields.handle.id}
          errors={fields.handle.errors}
          hint="Your first link. Lower-case letters, digits and dashes; it cannot be changed later."
        >
          <AffixedInput
            {...getInputProps(fields.handle, { type: 'text' })}
            key="handle"
            before={linkStart}
            autoComplete="nickname"
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
        <Field label="Mail address" id={fields.email.id} errors={fields.email.errors}>
          <Input {...getInputProps(fields.email, { type: 'email' })} key="email" autoComplete="email" />
        </Field>
        <CountryField
          options={countries}
          platformCountry={platformCountry}
          chosen={fields.country.value ?? country}
          id={fields.country.id}
          errors={fields.country.errors}
        />
        <NewPasswordField label="Password" field={fields.password} />
        <Button variant="primary" block busy={busy}>
          Create account
        </Button>
      </Form>
    </AuthLayout>
  );
}
