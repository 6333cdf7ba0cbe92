import { Form } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

interface Agency {
  id: string;
  name: string;
  handle: string;
}

interface Asked {
  id: string;
  domain: string;
  agency: Agency;
  at: Instant;
  expiresAt: Instant;
  customers: number;
  firstSignUpAt: Instant | null;
}

interface Accepted {
  id: string;
  domain: string;
  agency: Agency;
  acceptedAt: Instant;
  hasAccess: boolean;
  accessEndedAt: Instant | null;
}

const agencyCell = ({ agency }: { agency: Agency }) => (
  <TextLink to={paths.adminPartner(agency.id)}>{agency.name}</TextLink>
);
const domainCell = ({ domain }: { domain: string }) => (
  <span className="font-medium break-all">{domain}</span>
);

const askedColumns: Column<Asked>[] = [
  { key: 'domain', header: 'Domain', names: true, cell: domainCell },
  { key: 'agency', header: 'Agency', cell: agencyCell },
  {
    key: 'customers',
    header: 'Customers before',
    align: 'end',
    cell: ({ customers, firstSignUpAt }) => (
      <>
        {customers}
        {firstSignUpAt !== null && (
          <span className="block text-xs text-muted">
            since <Time at={firstSignUpAt} />
          </span>
        )}
      </>
    ),
  },
  { key: 'at', header: 'Asked', cell: ({ at }) => <Time at={at} /> },
  { key: 'until', header: 'Ends', minor: true, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
  {
    key: 'decision',
    header: 'Decision',
    silent: true,
    align: 'end',
    cell: ({ id, domain, agency }) => (
      <span className="flex flex-wrap justify-end gap-2">
        <Form method="post" action={paths.adminInvitationApproval(id)} preventScrollReset>
          <Button size="sm" aria-label={`Approve ${domain} for ${agency.name}`}>
            Approve
          </Button>
        </Form>
        <ConfirmForm
          label="Leave refused"
          look={{ size: 'sm', variant: 'quiet' }}
          title={`Leave ${domain} refused?`}
          description={`${agency.name} is told by mail, with your reason.`}
          confirm="Leave refused"
          danger
          action={paths.adminInvitationRefusal(id)}
        >
          <Field label="Reason" id={`reason-${id}`} hint="The agency reads it. At most 500 characters.">
            <Textarea name="reason" required maxLength={500} />
          </Field>
        </ConfirmForm>
      </span>
    ),
  },
];

/** Reservations that wait for an admin. */
export function AskedReservations({ rows }: { rows: Asked[] }) {
  return (
    <DataTable caption="Reservations that wait" columns={askedColumns} rows={rows} rowKey={({ id }) => id} />
  );
}

const acceptedColumns: Column<Accepted>[] = [
  { key: 'domain', header: 'Client', names: true, cell: domainCell },
  { key: 'agency', header: 'Agency', cell: agencyCell },
  { key: 'at', header: 'Accepted', cell: ({ acceptedAt }) => <Time at={acceptedAt} /> },
  {
    key: 'access',
    header: 'Access',
    cell: ({ hasAccess, accessEndedAt }) =>
      accessEndedAt !== null ? (
        <>
          ended <Time at={accessEndedAt} />
        </>
      ) : hasAccess ? (
        'May configure'
      ) : (
        'None'
      ),
  },
  {
    key: 'end',
    header: 'End access',
    silent: true,
    align: 'end',
    cell: ({ id, domain, agency, hasAccess }) =>
      hasAccess && (
        <ConfirmForm
          label="End access"
          look={{ size: 'sm', variant: 'quiet' }}
          title={`End the access of ${agency.name} to ${domain}?`}
          description="It can deliver no newer configurations. What it earns stays as it was agreed. Both are told; it cannot be given back."
          confirm="End access"
          danger
          action={paths.adminHandoffAccessEnd(id)}
        />
      ),
  },
];

/** Handoffs that clients accepted, the latest first. */
export function AcceptedHandoffs({ rows }: { rows: Accepted[] }) {
  return (
    <DataTable caption="Accepted handoffs" columns={acceptedColumns} rows={rows} rowKey={({ id }) => id} />
  );
}
