import { Form } from '@remix-run/react';
import { refusalWords, reservationWords } from '~/components/agency/handoff-reservation-words';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { type Column, DataTable } from '~/components/ui/data-table';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { ReservationView } from '~/domain/agency/reservation-view';
import { paths } from '~/routes/paths';

const columns: Column<ReservationView>[] = [
  {
    key: 'domain',
    header: 'Domain',
    names: true,
    cell: ({ domain, project }) => (
      <>
        <span className="font-medium break-all">{domain}</span>
        {project && (
          <span className="block text-xs text-muted">
            for <TextLink to={paths.client(project.id)}>{project.name}</TextLink>
          </span>
        )}
      </>
    ),
  },
  { key: 'state', header: 'Status', cell: (row) => <State row={row} /> },
  { key: 'at', header: 'Made', minor: true, cell: ({ at }) => <Time at={at} /> },
  { key: 'until', header: 'Until', cell: ({ endedAt, expiresAt }) => <Time at={endedAt ?? expiresAt} /> },
];

function State({ row: { state, reason, answer } }: { row: ReservationView }) {
  const { word, tone, means } = reservationWords[state];
  const why = state === 'not_approved' ? answer : state === 'refused' ? refusalWords[reason ?? ''] : null;
  return (
    <span className="grid justify-items-end gap-1 sm:justify-items-start">
      <Badge tone={tone} title={means}>
        {word}
      </Badge>
      {why && <span className="max-w-64 text-xs text-pretty text-muted">{why}</span>}
    </span>
  );
}

const actions: Column<ReservationView> = {
  key: 'actions',
  header: 'What to do',
  silent: true,
  align: 'end',
  cell: ({ id, domain, isRenewable, isRevocable }) => (
    <span className="flex flex-wrap justify-end gap-2">
      {isRenewable && (
        <Form method="post" action={paths.domainRenewal(id)} preventScrollReset>
          <Button size="sm" aria-label={`Renew ${domain}`}>
            Renew
          </Button>
        </Form>
      )}
      {isRevocable && (
        <ConfirmForm
          label="Revoke"
          look={{ size: 'sm', variant: 'quiet' }}
          title={`Revoke ${domain}?`}
          description="It binds nobody who signs up from now on. Who signed up before stays yours."
          confirm="Revoke"
          danger
          action={paths.domainRevocation(id)}
        />
      )}
    </span>
  ),
};

/** An agency's reservations with what has become of them. */
export function ReservationTable({ rows, mayChange }: { rows: ReservationView[]; mayChange: boolean }) {
  return (
    <DataTable
      caption="Reservations"
      columns={mayChange ? [...columns, actions] : columns}
      rows={rows}
      rowKey={({ id }) => id}
    />
  );
}
