import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Webhook } from 'lucide-react';
import { Alert } from '~/components/ui/alert';
import { buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Select } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { StatusBadge, statusWord } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { countOtherVersions, listInboundEvents } from '~/domain/reporting/inbound-events.server';
import { ageInWords, waitsForWhat } from '~/domain/reporting/waiting';
import { now } from '~/platform/clock.server';
import { STRIPE_API_VERSION } from '~/platform/stripe.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Events · Tributary admin' }];

const statuses = ['received', 'applied', 'waiting', 'ignored', 'invalid'] as const;

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const status = statuses.find((one) => one === searchParams.get('status')) ?? null;
  const otherVersion = searchParams.get('version') === 'other';
  const filter = { ...(status && { status }), otherVersion };
  const [listed, versions] = await Promise.all([
    listInboundEvents(scope, filter, readPage(searchParams, 50)),
    countOtherVersions(scope),
  ]);
  const at = now();
  const rows = listed.data.map((row) => ({
    ...row,
    words: row.waitingFor && `waits for ${waitsForWhat(row.waitingFor)}, ${ageInWords(row.receivedAt, at)}`,
  }));
  return { rows, nextCursor: listed.nextCursor, status, otherVersion, versions, reads: STRIPE_API_VERSION };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const columns: Array<Column<Row>> = [
  {
    key: 'type',
    header: 'Event',
    names: true,
    cell: (row) => (
      <>
        <span className="font-mono text-xs font-medium">{row.type}</span>
        <span className="block font-mono text-xs break-all text-faint">{row.externalId}</span>
        {row.apiVersion && <span className="block text-xs text-warn-ink">version {row.apiVersion}</span>}
      </>
    ),
  },
  { key: 'source', header: 'From', cell: (row) => (row.source === 'stripe' ? 'Stripe' : 'Product') },
  {
    key: 'at',
    header: 'Happened',
    cell: (row) => (row.at === null ? 'Cannot be read' : <Time at={row.at} precise />),
    minor: true,
  },
  { key: 'received', header: 'Received', cell: (row) => <Time at={row.receivedAt} precise /> },
  {
    key: 'status',
    header: 'Status',
    cell: (row) => (
      <>
        <StatusBadge of="event" status={row.status} />
        {(row.words ?? row.reason) && (
          <span className="mt-1 block max-w-sm text-xs break-words text-muted">
            {row.words ?? row.reason}
          </span>
        )}
      </>
    ),
  },
];

export default function Events() {
  const { rows, nextCursor, status, otherVersion, versions, reads } = useLoaderData<typeof loader>();
  const filtered = status !== null || otherVersion;
  return (
    <>
      <PageHeader
        title="Events"
        lead="Every signed delivery, what became of it, and why. Nothing is dropped."
        actions={
          <Link to={paths.adminWebhookDeliveries} className={buttonClass()}>
            Messages to the product
          </Link>
        }
      />
      {versions.length > 0 && (
        <Alert tone="warn" title="Stripe sends events in another version" className="mb-5">
          This portal reads {reads}. They are applied all the same; give the webhook endpoint at Stripe that
          version.
          <ul className="mt-1">
            {versions.map(({ apiVersion, count, latest }) => (
              <li key={apiVersion}>
                <span className="font-mono text-xs">{apiVersion}</span>:{' '}
                <span className="tabular-nums">{count}</span>, the last <Time at={latest} precise />
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <Card flush>
        <FilterForm names={['status', 'version']}>
          <Field label="Status" id="filter-status">
            <Select name="status" key={status} defaultValue={status ?? ''}>
              <option value="">All</option>
              {statuses.map((one) => (
                <option key={one} value={one}>
                  {statusWord('event', one)}
                </option>
              ))}
            </Select>
          </Field>
          {(versions.length > 0 || otherVersion) && (
            <Field label="Version" id="filter-version">
              <Select name="version" key={String(otherVersion)} defaultValue={otherVersion ? 'other' : ''}>
                <option value="">All</option>
                <option value="other">Another than is read</option>
              </Select>
            </Field>
          )}
        </FilterForm>
        <DataTable
          caption="Deliveries"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={
            <EmptyState icon={Webhook} title={filtered ? 'No event is like that' : 'No events yet'}>
              The product posts them to /webhooks/product, Stripe to /webhooks/stripe.
            </EmptyState>
          }
        />
        <Pagination nextCursor={nextCursor} what="events" shown={rows.length} />
      </Card>
    </>
  );
}
