import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { CopyButton } from '~/components/ui/copy-button';
import { type Column, DataTable } from '~/components/ui/data-table';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert } from '~/components/ui/result-alert';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { getWebhookDelivery } from '~/domain/reporting/webhook-deliveries.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Message · Tributary admin' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const found = await getWebhookDelivery(scope, params.id ?? '');
  if (!found) throw new Response('There is no such message.', { status: 404 });
  return { ...found, result: new URL(request.url).searchParams.get('result') };
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

const RESULTS = {
  queued: { tone: 'good', title: 'It is sent again', text: 'With the same id and the same bytes.' },
} as const;

const columns: Array<Column<Loaded['tries'][number]>> = [
  { key: 'number', header: 'Try', names: true, cell: (one) => one.number },
  { key: 'at', header: 'When', cell: (one) => <Time at={one.at} precise /> },
  { key: 'status', header: 'Answer', cell: (one) => one.status ?? 'None' },
  {
    key: 'answer',
    header: 'What it said',
    cell: (one) => (
      <>
        {one.error && <span className="block text-sm">{one.error}</span>}
        {one.answer && <code className="block text-xs break-words text-muted">{one.answer}</code>}
      </>
    ),
  },
  { key: 'millis', header: 'Took', align: 'end', cell: (one) => `${one.millis} ms` },
];

function Facts({ delivery }: { delivery: Loaded['delivery'] }) {
  const facts = [
    ['Id', <code key="id">{delivery.id}</code>],
    ['About', <code key="about">{delivery.subject ?? 'nothing in particular'}</code>],
    ['To', <code key="to">{delivery.url}</code>],
    ['Queued', <Time key="queued" at={delivery.createdAt} precise />],
    delivery.deliveredAt !== null && ['Delivered', <Time key="done" at={delivery.deliveredAt} precise />],
    delivery.dueAt !== null && ['Next try', <Time key="next" at={delivery.dueAt} precise />],
    delivery.givenUpAt !== null && ['Given up', <Time key="given" at={delivery.givenUpAt} precise />],
  ].filter((fact) => fact !== false);
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 text-sm">
      {facts.map(([name, value]) => (
        <div key={String(name)} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export default function Message() {
  const { delivery, body, tries, result } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        back={{ to: paths.adminWebhookDeliveries, label: 'Messages' }}
        title={<span className="font-mono text-xl">{delivery.type}</span>}
        badge={<StatusBadge of="delivery" status={delivery.state} />}
        actions={
          <Form method="post" action={paths.adminWebhookRedelivery(delivery.id)}>
            <Button type="submit">Send again</Button>
          </Form>
        }
      />
      <div className="grid gap-5">
        <ResultAlert words={RESULTS} result={result} />
        <Card>
          <Facts delivery={delivery} />
        </Card>
        <Card id="tries" title="Tries" flush>
          <DataTable
            caption="Tries"
            columns={columns}
            rows={tries}
            rowKey={(one) => String(one.number)}
            empty={<p className="px-4 pb-4 text-sm text-muted sm:px-5">It has not been sent yet.</p>}
          />
        </Card>
        <Card
          id="body"
          title="What is sent"
          description="The body, byte for byte the same at every try."
          actions={<CopyButton text={body} what="the body" />}
        >
          <pre className="max-h-96 overflow-y-auto text-xs break-all whitespace-pre-wrap">{body}</pre>
        </Card>
      </div>
    </>
  );
}
