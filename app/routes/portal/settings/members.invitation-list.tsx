import { Form } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Time } from '~/components/ui/time';
import type { MemberRole } from '~/domain/identity/scope';
import { roleWords } from '~/domain/partner/members';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

interface Invitation {
  id: string;
  email: string;
  role: MemberRole;
  expiresAt: Instant;
}

export interface InvitationListProps {
  workspace: { id: string };
  isOwner: boolean;
  invitations: readonly Invitation[];
}

/** Who has been invited and has not come yet. */
export function InvitationList({ workspace, isOwner, invitations }: InvitationListProps) {
  const columns: Array<Column<Invitation>> = [
    {
      key: 'email',
      header: 'Address',
      names: true,
      cell: ({ email }) => <span className="font-medium break-all">{email}</span>,
    },
    { key: 'role', header: 'Role', cell: ({ role }) => roleWords[role].name },
    { key: 'until', header: 'Good until', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    ...(isOwner
      ? [
          {
            key: 'actions',
            header: 'Actions',
            silent: true,
            align: 'end' as const,
            cell: (invitation: Invitation) => <Actions workspace={workspace.id} invitation={invitation} />,
          },
        ]
      : []),
  ];
  return (
    <Card
      id="invitations"
      title="Open invitations"
      description="Each link is good for seven days and can be used once."
      flush
    >
      <DataTable
        caption="Invitations that wait for an answer"
        columns={columns}
        rows={invitations}
        rowKey={({ id }) => id}
      />
    </Card>
  );
}

function Actions({ workspace, invitation }: { workspace: string; invitation: Invitation }) {
  const { id, email } = invitation;
  const each = [
    { action: paths.memberInvitationResending(id), label: 'Send again', whom: ` to ${email}` },
    { action: paths.memberInvitationRevocation(id), label: 'Take back', whom: ` from ${email}` },
  ];
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {each.map(({ action, label, whom }) => (
        <Form key={label} method="post" action={action} preventScrollReset>
          <input type="hidden" name="workspace" value={workspace} />
          <Button size="sm" variant="quiet">
            {label}
            <span className="sr-only">{whom}</span>
          </Button>
        </Form>
      ))}
    </span>
  );
}
