import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Field } from '~/components/ui/field';
import { Select } from '~/components/ui/input';
import { Time } from '~/components/ui/time';
import type { MemberRole } from '~/domain/identity/scope';
import { MEMBER_ROLES, roleWords } from '~/domain/partner/members';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

interface Member {
  userId: string;
  name: string;
  email: string;
  role: MemberRole;
  joinedAt: Instant;
}

export interface MemberListProps {
  workspace: { id: string; name: string };
  /** the reader */
  me: string;
  isOwner: boolean;
  isLastOwner: boolean;
  members: readonly Member[];
}

/** Everybody who belongs, with role and since when; an owner changes both. */
export function MemberList(props: MemberListProps) {
  const { workspace, me, isOwner, members } = props;
  const columns: Array<Column<Member>> = [
    {
      key: 'person',
      header: 'Person',
      names: true,
      cell: ({ userId, name, email }) => (
        <>
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium break-words">{name}</span>
            {userId === me && <Badge>You</Badge>}
          </span>
          <span className="block text-xs break-all text-faint">{email}</span>
        </>
      ),
    },
    { key: 'role', header: 'Role', cell: ({ role }) => roleWords[role].name },
    { key: 'since', header: 'Since', cell: ({ joinedAt }) => <Time at={joinedAt} /> },
    ...(isOwner
      ? [
          {
            key: 'actions',
            header: 'Actions',
            silent: true,
            align: 'end' as const,
            cell: (member: Member) => <Actions {...props} member={member} />,
          },
        ]
      : []),
  ];
  return (
    <Card id="members" title={`People in ${workspace.name}`} flush>
      <DataTable
        caption="Members with their role"
        columns={columns}
        rows={members}
        rowKey={({ userId }) => userId}
      />
    </Card>
  );
}

function Actions({ workspace, me, isLastOwner, member }: MemberListProps & { member: Member }) {
  const { userId, name, role } = member;
  // the only owner stays one
  if (isLastOwner && userId === me) return null;
  const hidden = <input type="hidden" name="workspace" value={workspace.id} />;
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      <ConfirmForm
        label={
          <>
            Change role<span className="sr-only"> of {name}</span>
          </>
        }
        look={{ size: 'sm', variant: 'quiet' }}
        title={`The role of ${name}`}
        confirm="Change role"
        action={paths.memberRole(userId)}
      >
        {hidden}
        <Field label="Role">
          <Select name="role" defaultValue={role}>
            {MEMBER_ROLES.map((each) => (
              <option key={each} value={each}>
                {roleWords[each].name}
              </option>
            ))}
          </Select>
        </Field>
      </ConfirmForm>
      {userId !== me && (
        <ConfirmForm
          label={
            <>
              Remove<span className="sr-only"> {name}</span>
            </>
          }
          look={{ size: 'sm', variant: 'quiet' }}
          title={`Remove ${name}?`}
          description={`${name} will not see ${workspace.name} any more, from now on. What ${name} did here stays. API keys belong to the workspace and still work: end those this person knew.`}
          confirm="Remove member"
          danger
          action={paths.memberRemoval(userId)}
        >
          {hidden}
        </ConfirmForm>
      )}
    </span>
  );
}
