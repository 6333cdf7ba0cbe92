import { Alert } from '~/components/ui/alert';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import { paths } from '~/routes/paths';

const choices = [
  {
    outcome: 'allowed',
    label: 'Allow',
    title: 'Allow this self-referral?',
    text: 'Its commissions are released as planned, from now on.',
    danger: false,
  },
  {
    outcome: 'denied',
    label: 'Deny',
    title: 'Deny this self-referral?',
    text: 'Its commissions are reversed.',
    danger: true,
  },
] as const;

/** A partner who referred itself: an admin says whether it earns. */
export function SelfReferral({ id }: { id: string }) {
  return (
    <Alert
      tone="warn"
      title="The customer belongs to the partner who is credited"
      className="mb-5"
      actions={choices.map(({ outcome, label, title, text, danger }) => (
        <ConfirmForm
          key={outcome}
          label={label}
          look={{ size: 'sm' }}
          title={title}
          description={`${text} This is kept for good and cannot be taken back.`}
          confirm={label}
          danger={danger}
          action={paths.adminReferralDecision(id)}
        >
          <input type="hidden" name="outcome" value={outcome} />
          <Field label="Note" optional id={`note-${outcome}`} hint="For the other admins.">
            <Textarea name="note" maxLength={500} />
          </Field>
        </ConfirmForm>
      ))}
    >
      Its commissions are frozen until you decide.
    </Alert>
  );
}
