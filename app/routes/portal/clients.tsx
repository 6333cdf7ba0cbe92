import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BriefcaseBusiness, Download } from 'lucide-react';
import { BookCap } from '~/components/agency/book-cap';
import { BookFilters, BookStages } from '~/components/agency/book-filters';
import { BookNeeds } from '~/components/agency/book-needs';
import { BookPages } from '~/components/agency/book-pages';
import { BookTable } from '~/components/agency/book-table';
import { buttonClass, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { TextLink } from '~/components/ui/text-link';
import { programCurrency } from '~/domain/program/program.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import type { BookRow } from '~/domain/reporting/book-of-business';
import { loadBook } from '~/domain/reporting/book-of-business.server';
import { selectRows, stageCounts } from '~/domain/reporting/book-of-business-list';
import { now } from '~/platform/clock.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { BOOK_PAGE_SIZE, type BookQuery, bookParams, readBookQuery } from './book-query';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Clients · Tributary' }];

const NEEDS_SHOWN = 5;
const anyNeed = { stage: null, needs: 'anything', text: null, sort: 'urgency' } as const;

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const query = readBookQuery(new URL(request.url).searchParams);
  const at = now();
  const [terms, currency] = await Promise.all([loadAllTerms(), programCurrency()]);
  const book = await loadBook(scope, { terms, now: at });
  const listed = selectRows(query.archived ? book.archived : book.rows, query, at);
  const page = Math.min(query.page, Math.max(1, Math.ceil(listed.length / BOOK_PAGE_SIZE)));
  const needs = selectRows(book.rows, anyNeed, at);
  return {
    ...{ query, currency, page },
    rows: listed.slice((page - 1) * BOOK_PAGE_SIZE, page * BOOK_PAGE_SIZE),
    total: listed.length,
    needs: { rows: needs.slice(0, NEEDS_SHOWN), count: needs.length },
    counts: stageCounts(query.archived ? book.archived : book.rows),
    cap: book.cap,
    has: { clients: book.rows.length > 0, archived: book.archived.length > 0 },
    mayWrite: scope.role !== 'viewer',
  };
}

const clientPage = (row: BookRow) =>
  row.projectId === null ? paths.referral(row.customerId ?? '') : paths.client(row.projectId);

export default function Clients() {
  const { rows, total, page, query, needs, counts, cap, currency, has, mayWrite } =
    useLoaderData<typeof loader>();
  const address = (more: Partial<ReturnType<typeof bookParams>>) =>
    withQuery(paths.clients, { ...bookParams(query), ...more });
  return (
    <>
      <PageHeader
        title={query.archived ? 'Clients put away' : 'Clients'}
        lead="Everybody you build for: how far each has come, what needs you, and how long it earns."
        {...(query.archived ? { back: { to: paths.clients, label: 'Clients' } } : {})}
        actions={
          <>
            <LinkButton to={paths.templates}>Templates</LinkButton>
            <LinkButton to={paths.domainCheck}>Domains</LinkButton>
            {(has.clients || query.archived) && <BookActions query={query} mayWrite={mayWrite} />}
          </>
        }
      />
      {!query.archived && (
        <BookNeeds {...needs} to={clientPage} all={withQuery(paths.clients, { needs: 'anything' })} />
      )}
      {has.clients && !query.archived && <BookCap cap={cap} currency={currency} />}
      <Card flush>
        {(has.clients || query.archived) && (
          <>
            <BookStages
              counts={counts}
              stage={query.stage}
              to={(stage) => withQuery(paths.clients, { ...bookParams(query), stage })}
            />
            <BookFilters filter={query} />
          </>
        )}
        <BookTable
          rows={rows}
          to={clientPage}
          empty={
            has.clients || query.archived ? (
              <NothingFound all={address({ stage: null, needs: null, q: null })} />
            ) : (
              <FirstClient mayWrite={mayWrite} />
            )
          }
        />
        <BookPages page={page} size={BOOK_PAGE_SIZE} total={total} />
      </Card>
      <p className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <TextLink to={paths.disputes}>Customers others have a claim to</TextLink>
        {has.archived && !query.archived && (
          <TextLink to={withQuery(paths.clients, { show: 'archived' })}>Clients put away</TextLink>
        )}
      </p>
    </>
  );
}

function BookActions({ query, mayWrite }: { query: BookQuery; mayWrite: boolean }) {
  return (
    <>
      <LinkButton to={paths.clientsForecast}>Forecast</LinkButton>
      <a href={withQuery(paths.clientsCsv, bookParams(query))} className={buttonClass()} download>
        <Download aria-hidden size={15} /> CSV
      </a>
      {mayWrite && (
        <LinkButton to={paths.clientNew} variant="primary">
          New client
        </LinkButton>
      )}
    </>
  );
}

function FirstClient({ mayWrite }: { mayWrite: boolean }) {
  return (
    <EmptyState
      icon={BriefcaseBusiness}
      title="No clients yet"
      actions={
        mayWrite && (
          <LinkButton to={paths.clientNew} variant="primary">
            Make your first client
          </LinkButton>
        )
      }
    >
      Write down for whom you build, prepare its configuration, and hand it over. From the client’s first
      payment on you earn your share for twelve months.
    </EmptyState>
  );
}

function NothingFound({ all }: { all: string }) {
  return (
    <EmptyState title="No client is like that">
      <TextLink to={all}>Look at all of them</TextLink>, or search for another name.
    </EmptyState>
  );
}
