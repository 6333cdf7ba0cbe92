import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { FindingList } from '~/components/reconciliation/finding-list';
import { useRefreshWhile } from '~/components/reconciliation/refresh';
import { RunSteps } from '~/components/reconciliation/run-steps';
import { originWords, stateWords } from '~/components/reconciliation/words';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { formatMoment } from '~/components/ui/time';
import { isAllRight, type ReconciliationView, severities } from '~/domain/reconciliation/finding';
import { getReconciliation, listFindings } from '~/domain/reconciliation/reconciliations.server';
import { type SubjectPage, subjectKey, subjectPages } from '~/domain/reporting/finding-subjects.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Reconciliation · Tributary admin' }];

const FINDINGS = 100;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const id = params.id ?? '';
  const run = await getReconciliation(scope, id);
  if (!run) throw new Response('There is no such reconciliation.', { status: 404 });
  const { data, nextCursor } = await listFindings(
    scope,
    id,
    readPage(new URL(request.url).searchParams, FINDINGS),
  );
  const pages = await subjectPages(
    scope,
    data.map(({ subject }) => subject),
  );
  const rows = data.map((finding) => ({
    ...finding,
    about: aboutOf(pages.get(subjectKey(finding.subject))),
  }));
  return { run, rows, nextCursor };
}

function aboutOf(page: SubjectPage | undefined) {
  if (!page) return null;
  const [what, address] = (
    {
      referral: ['customer', paths.adminReferral],
      commission: ['commission', paths.adminCommission],
      payout: ['payout', paths.adminPayout],
      partner: ['partner', paths.adminPartner],
    } as const
  )[page.page];
  return { what, to: address(page.id) };
}

function Result({ run }: { run: ReconciliationView }) {
  const { bySeverity, byOutcome } = run.counts;
  const reason = run.reason && <p>{run.reason}</p>;
  if (run.state === 'running') {
    return (
      <Alert tone="info" title="Under way" live>
        This page follows it. It goes on when you leave, and begins again when it is interrupted.
        <noscript> Load the page again to see how far it is.</noscript>
      </Alert>
    );
  }
  if (run.state === 'failed') {
    return (
      <Alert tone="bad" title="It could not be finished">
        {reason}
        <p>What it had repaired until then stays. Run it again.</p>
      </Alert>
    );
  }
  if (isAllRight(run)) {
    const found =
      byOutcome.repaired === 0
        ? 'Nothing was missing.'
        : `${byOutcome.repaired} differences were found and repaired by new entries.`;
    return (
      <Alert tone="good" title="The books are right">
        <p>{found}</p>
        {reason}
      </Alert>
    );
  }
  return (
    <Alert tone="warn" title="Somebody must look">
      <p>
        {byOutcome.needs_person} need a person, {byOutcome.left} were left as they are, {byOutcome.repaired}{' '}
        were repaired; {bySeverity.error} are errors.
      </p>
      {reason}
    </Alert>
  );
}

export default function Reconciliation() {
  const { run, rows, nextCursor } = useLoaderData<typeof loader>();
  useRefreshWhile(run.state === 'running');
  const { word, tone } = stateWords[run.state];
  return (
    <>
      <PageHeader
        title={`Reconciliation of ${formatMoment(run.startedAt)}`}
        badge={<Badge tone={tone}>{word}</Badge>}
        lead={`${originWords[run.origin]} asked for it.${run.repair ? '' : ' It was told to change nothing.'}`}
        back={{ to: paths.adminReconciliations, label: 'Reconciliation' }}
      />
      <div className="grid gap-6">
        <Result run={run} />
        <RunSteps steps={run.steps} />
        {severities.map((severity) => (
          <FindingList
            key={severity}
            severity={severity}
            rows={rows.filter((row) => row.severity === severity)}
          />
        ))}
        <Pagination nextCursor={nextCursor} what="findings" shown={rows.length} />
      </div>
    </>
  );
}
