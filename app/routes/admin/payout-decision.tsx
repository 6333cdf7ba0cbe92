import { Form, useNavigation } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import type { PayoutStatus } from '~/domain/payout/payout';
import { formatMoney, type MinorUnits } from '~/kernel/money';
import { paths } from '~/routes/paths';

export interface DecisionProps {
  id: string;
  amount: MinorUnits;
  currency: string;
  status: PayoutStatus;
  needsReview: boolean;
  /** what the admin sees is what the approval binds */
  manifestHash: string;
  /** this admin has approved it already */
  own: boolean;
}

/** What an admin can decide now. An approval asks for the second factor first. */
export function Decision({ id, amount, currency, status, needsReview, manifestHash, own }: DecisionProps) {
  const { state, formAction } = useNavigation();
  const money = `${formatMoney(amount, currency)} ${currency}`;
  const open = status === 'requested' || (status === 'approved' && !needsReview);
  return (
    <>
      {needsReview && <ReleaseForms id={id} money={money} />}
      {open && (
        <ConfirmForm
          label="Reject"
          title={`Reject this payout of ${money}?`}
          description="The money is available to the partner again at once."
          confirm="Reject payout"
          danger
          action={paths.adminPayoutRejection(id)}
        >
          <Field label="Reason" id="reason" hint="The partner reads it.">
            <Textarea name="reason" required maxLength={500} />
          </Field>
        </ConfirmForm>
      )}
      {status === 'requested' &&
        (own ? (
          <p className="text-sm text-muted">You have approved it. Another admin must, too.</p>
        ) : (
          <Form method="post" action={paths.adminPayoutApproval(id)}>
            <input type="hidden" name="manifestHash" value={manifestHash} />
            <Button variant="primary" busy={state !== 'idle' && formAction === paths.adminPayoutApproval(id)}>
              Approve {money}
            </Button>
          </Form>
        ))}
    </>
  );
}

function ReleaseForms({ id, money }: { id: string; money: string }) {
  return (
    <>
      <ConfirmForm
        label="Give up"
        title={`Give up sending ${money}?`}
        description="Stripe is asked first. If it made the transfer after all, the payout is marked as paid; if not, the money is available to the partner again."
        confirm="Give up"
        danger
        action={paths.adminPayoutRelease(id)}
      >
        <input type="hidden" name="wish" value="give-up" />
      </ConfirmForm>
      <ConfirmForm
        label="Send again"
        look={{ variant: 'primary' }}
        title={`Send ${money} again?`}
        description="Stripe is asked first. Only if it knows of no transfer for this payout is one sent."
        confirm="Ask Stripe, then send"
        action={paths.adminPayoutRelease(id)}
      >
        <input type="hidden" name="wish" value="send-again" />
      </ConfirmForm>
    </>
  );
}
