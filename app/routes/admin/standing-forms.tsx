import { ConfirmForm } from '~/components/ui/confirm-form';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import type { PartnerStatus } from '~/domain/partner/standing';
import { standingMoves } from '~/domain/partner/standing-moves';
import { paths } from '~/routes/paths';

interface Words {
  label: string;
  title: (name: string) => string;
  text: string;
  /** something is taken away: a reason is asked for */
  needsReason: boolean;
}

const moves: Record<PartnerStatus, Words> = {
  active: {
    label: 'Activate',
    title: (name) => `Activate ${name}?`,
    text: 'Its clicks and its customers’ payments count from now on. What happened while it was not active does not begin to count.',
    needsReason: false,
  },
  rejected: {
    label: 'Reject',
    title: (name) => `Reject ${name}?`,
    text: 'It is told the reason by mail. You can still activate it later.',
    needsReason: true,
  },
  paused: {
    label: 'Pause',
    title: (name) => `Pause ${name}?`,
    text: 'New clicks and payments do not count until it is activated again. What it has earned stays and is released as planned.',
    needsReason: true,
  },
  suspended: {
    label: 'Suspend',
    title: (name) => `Suspend ${name}?`,
    text: 'New clicks and payments do not count, and no payout is made. What it has earned stays.',
    needsReason: true,
  },
  closed: {
    label: 'Close',
    title: (name) => `Close the account of ${name}?`,
    text: 'It can still read its pages. What it has earned stays.',
    needsReason: true,
  },
  pending: { label: 'Wait', title: () => '', text: '', needsReason: false },
};

/** What an admin may do with a partner's standing now, each asked for once more. */
export function StandingForms({ id, name, status }: { id: string; name: string; status: PartnerStatus }) {
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {standingMoves[status].map((next) => {
        const { label, title, text, needsReason } = moves[next];
        return (
          <ConfirmForm
            key={next}
            label={label}
            look={{ size: 'sm', variant: next === 'active' ? 'primary' : 'secondary' }}
            title={title(name)}
            description={text}
            confirm={label}
            danger={needsReason}
            action={paths.adminPartnerStanding(id)}
          >
            <input type="hidden" name="status" value={next} />
            <Field
              label="Reason"
              optional={!needsReason}
              id={`reason-${next}-${id}`}
              hint="The partner reads it."
            >
              <Textarea name="reason" required={needsReason} maxLength={500} />
            </Field>
          </ConfirmForm>
        );
      })}
    </span>
  );
}
