import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { termsChanges } from '~/components/money/terms-changes';
import { TermsChangesTable } from '~/components/money/terms-changes-table';
import { Alert } from '~/components/ui/alert';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { PageHeader } from '~/components/ui/page-header';
import { Time } from '~/components/ui/time';
import { programCurrency } from '~/domain/program/program.server';
import { termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { getTermsDraft } from '~/domain/program/terms-draft.server';
import { namesOfPeople } from '~/domain/reporting/people.server';
import { saveDraft } from '~/flows/publish-terms.server';
import { now } from '~/platform/clock.server';
import { readForm } from '~/routes/form.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { fieldsOf, termsSchema, toDocument } from './terms-fields';
import { TermsForm } from './terms-form';
import { readTermsKey } from './terms-key';
import { isPublicationProblem, PublishTerms, publicationProblems } from './terms-publish';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `Draft of ${loaded?.current.name ?? 'terms'} · Tributary admin` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const key = readTermsKey(params);
  const current = termsInForce(await loadAllTerms(), key, now());
  if (!current) throw new Response('There are no such terms.', { status: 404 });
  const [draft, currency] = await Promise.all([getTermsDraft(scope, key), programCurrency()]);
  const names = await namesOfPeople(scope, draft ? [draft.updatedBy] : []);
  const problem = new URL(request.url).searchParams.get('problem');
  return {
    current,
    draft: draft && {
      revision: draft.revision,
      by: names[draft.updatedBy] ?? null,
      at: draft.updatedAt,
      changes: termsChanges(current, draft.terms, currency),
    },
    fields: fieldsOf(draft?.terms ?? current, currency),
    currency,
    problem: problem && isPublicationProblem(problem) ? problem : null,
  };
}

/** POST /admin/terms/:key/draft: keeps the draft, or says at each field what is wrong with it. */
export async function action({ request, params }: ActionFunctionArgs) {
  const scope = await requireAdmin(request);
  const key = readTermsKey(params);
  const submission = await readForm(request, termsSchema(await programCurrency()));
  // a reward added or removed without scripts is no attempt to save
  if (submission.status !== 'success')
    return data(submission.reply(), { status: submission.status ? 422 : 200 });
  const read = toDocument(submission.value);
  if ('fieldErrors' in read) return data(submission.reply(read), { status: 422 });
  if (!(await saveDraft(scope, { key, document: read.document })))
    throw new Response('There are no such terms.', { status: 404 });
  return redirect(`${paths.adminTermsDraft(key)}#changes`);
}

export default function Draft() {
  const { current, draft, fields, currency, problem } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const { key, name, version } = current;
  return (
    <>
      <PageHeader
        title={`Draft of ${name}`}
        lead={`Compared with version ${version}, which is in force. Nobody but admins sees it until it is published.`}
        back={{ to: paths.adminTermsOf(key), label: name }}
      />
      <div className="grid gap-5">
        {problem && (
          <Alert tone="bad" live>
            {publicationProblems[problem]}
          </Alert>
        )}
        {draft && (
          <Card
            id="changes"
            title="What it changes"
            description={
              <>
                Saved <Time at={draft.at} precise />
                {draft.by && ` by ${draft.by}`}.
              </>
            }
            actions={
              <>
                <ConfirmForm
                  label="Discard"
                  look={{ size: 'sm', variant: 'quiet' }}
                  title="Discard this draft?"
                  description="The version in force stays as it is."
                  confirm="Discard draft"
                  danger
                  action={paths.adminTermsDraftRemoval(key)}
                />
                <LinkButton size="sm" to={paths.adminTermsSimulation(key)}>
                  Simulate
                </LinkButton>
              </>
            }
            flush
          >
            <TermsChangesTable changes={draft.changes} caption="What the draft changes" />
          </Card>
        )}
        {draft && draft.changes.length > 0 && <PublishTerms termsKey={key} revision={draft.revision} />}
        <TermsForm
          key={draft?.revision ?? 'new'}
          termsKey={key}
          revision={draft?.revision ?? 'new'}
          fields={fields}
          currency={currency}
          lastResult={lastResult}
        />
      </div>
    </>
  );
}
