import { Card } from '~/components/ui/card';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { paths } from '~/routes/paths';

export interface LeaveProps {
  workspace: { id: string; name: string };
  isLastOwner: boolean;
}

/** The way out of a workspace. */
export function Leave({ workspace, isLastOwner }: LeaveProps) {
  return (
    <Card id="leave" title="Leave this workspace">
      <p className="mb-3 text-sm text-muted">
        {isLastOwner
          ? 'You are its only owner. Make somebody else an owner first, then you can leave.'
          : 'You will not see it any more. What you did here stays, and an owner can invite you again.'}
      </p>
      {!isLastOwner && (
        <ConfirmForm
          label="Leave"
          title={`Leave ${workspace.name}?`}
          description="You will not see it any more, from now on."
          confirm="Leave workspace"
          danger
          action={paths.memberDeparture}
        >
          <input type="hidden" name="workspace" value={workspace.id} />
        </ConfirmForm>
      )}
    </Card>
  );
}
