import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Send } from 'lucide-react';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Select } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { StatusBadge, statusWord } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import { listWebhookDeliveries } from '~/domain/reporting/webhook-deliveries.server';
import { deliveryStates } from '~/domain/webhooks/delivery-state';
import { env } from '~/platform/env.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Messages · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const state = deliveryStates.find((one) => one === searchParams.get('state')) ?? null;
  const page = readPage(searchParams, 50);
  const { data, nextCursor } = await listWebhookDeliveries(scope, state ? { state } : {}, page);
  return { rows: data, nextCursor, state, on: env.productOut !== null };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const columns: Array<Column<Row>> = [
  {
    key: 'type',
    header: 'Message',
    names: true,
    cell: (row) => (
      <>
        <TextLink to={paths.adminWebhookDelivery(row.id)} className="font-mono text-xs">
          {row.type}
        </TextLink>
        <span className="block font-mono text-xs break-all text-faint">{row.subject ?? row.id}</span>
      </>
    ),
  },
  { key: 'to', header: 'To', cell: (row) => (row.partnerId === null ? 'Product' : 'Partner'), minor: true },
  { key: 'created', header: 'Queued', cell: (row) => <Time at={row.createdAt} precise /> },
  {
    key: 'state',
    header: 'Status',
    cell: (row) => (
      <>
        <StatusBadge of="delivery" status={row.state} />
        {row.state !== 'delivered' && row.lastError && (
          <span className="mt-1 block max-w-sm text-xs break-words text-muted">{row.lastError}</span>
        )}
      </>
    ),
  },
  { key: 'tries', header: 'Tries', align: 'end', cell: (row) => row.attempts },
  {
    key: 'next',
    header: 'Next try',
    cell: (row) => (row.dueAt === null ? 'None' : <Time at={row.dueAt} precise />),
  },
];

export default function Messages() {
  const { rows, nextCursor, state, on } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        back={{ to: paths.adminWebhooks, label: 'Events' }}
        title="Messages"
        lead="What the portal tells the product. Each is tried for three days, and you can send it again."
      />
      {!on && (
        <Alert tone="warn" title="Messages to the product are off" className="mb-5">
          Set PRODUCT_WEBHOOK_URL: until then a client’s configuration stays here when it accepts a handoff.
        </Alert>
      )}
      <Card flush>
        <FilterForm names={['state']}>
          <Field label="Status" id="filter-state">
            <Select name="state" key={state} defaultValue={state ?? ''}>
              <option value="">All</option>
              {deliveryStates.map((one) => (
                <option key={one} value={one}>
                  {statusWord('delivery', one)}
                </option>
              ))}
            </Select>
          </Field>
        </FilterForm>
        <DataTable
          caption="Messages"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={
            <EmptyState icon={Send} title={state ? 'No message is like that' : 'No messages yet'}>
              When a client accepts a handoff, its configuration goes to the product, and is listed here.
            </EmptyState>
          }
        />
        <Pagination nextCursor={nextCursor} what="messages" shown={rows.length} />
      </Card>
    </>
  );
}
