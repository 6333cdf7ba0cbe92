import type { ReactNode } from 'react';
import { Alert } from '~/components/ui/alert';
import type { AccountWords } from '~/domain/partner/account-state';
import { type Instant, utcDate } from '~/kernel/time';

export interface AccountNewsProps {
  method: 'stripe' | 'manual';
  state: AccountWords | null;
  refusal: string | null;
  difference: string | null;
  disconnectedAt: Instant | null;
  changedLately: boolean;
  /** what to do about it, for who can */
  action?: ReactNode;
}

/** What a partner, or an admin who looks at one, must know about the account its money goes to. Nothing to say: nothing is shown. */
export function AccountNews({
  refusal,
  difference,
  disconnectedAt,
  changedLately,
  method,
  action,
}: AccountNewsProps) {
  const byStripe = method === 'stripe';
  return (
    <>
      {byStripe && disconnectedAt !== null && (
        <Alert tone="bad" title="The account at Stripe was disconnected" actions={action}>
          Since {utcDate(disconnectedAt)} it cannot be paid to. What is earned stays; connect an account again
          to be paid.
        </Alert>
      )}
      {byStripe && refusal !== null && (
        <Alert tone="bad" title="The bank refused a payment of Stripe’s" actions={action}>
          {refusal} The money is in the account at Stripe, and is sent again once the bank account is
          corrected there.
        </Alert>
      )}
      {changedLately && (
        <Alert tone="warn" title="Where the money goes was changed less than a day ago">
          For 24 hours no payout can be requested here. If nobody of you did this, change your passwords and
          tell the program.
        </Alert>
      )}
      {byStripe && difference !== null && (
        <Alert tone="warn" title="The country is another one at Stripe">
          {difference} Correct whichever is wrong.
        </Alert>
      )}
    </>
  );
}

/** What Stripe still wants to know, as sentences: late first. */
export function RequirementLists({
  pastDue,
  due,
  deadline,
}: Pick<AccountWords, 'pastDue' | 'due' | 'deadline'>) {
  return (
    <>
      <WordList title="Overdue" words={pastDue} />
      <WordList title={deadline === null ? 'Needed' : `Needed by ${utcDate(deadline)}`} words={due} />
    </>
  );
}

function WordList({ title, words }: { title: string; words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <div className="mt-3 text-sm">
      <p className="font-medium">{title}</p>
      <ul className="mt-1 list-disc pl-5 text-muted">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </div>
  );
}
