import { Alert } from '~/components/ui/alert';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';

const words: ResultWords = {
  paid: { tone: 'good', title: 'Marked as paid', text: 'The partner’s statement shows the reference.' },
  failed: { tone: 'good', title: 'Taken back', text: 'The money is available to the partner again.' },
  returned: { tone: 'good', title: 'Taken back', text: 'The money is available to the partner again.' },
  wrong_state: { tone: 'warn', title: 'It was decided already', text: 'Its state below is the present one.' },
  held: { tone: 'bad', title: 'It was stopped', text: 'Open it and decide what it says first.' },
  not_manual: { tone: 'bad', title: 'It is not paid by hand', text: 'Stripe pays it.' },
  own_payout: {
    tone: 'bad',
    title: 'This is your own payout',
    text: 'Nobody says of a payout of their own partner that it was paid. Another admin can.',
  },
  reference_used: {
    tone: 'bad',
    title: 'This reference paid another payout',
    text: 'Each payment at the bank has one of its own. Look at your bank’s statement again.',
  },
  bad_reference: {
    tone: 'bad',
    title: 'The reference cannot be used',
    text: 'Write 1 to 80 characters on one line.',
  },
};

/** What became of a step of paying by hand. */
export function ManualResult({
  result,
  count,
  held,
}: {
  result: string | null;
  count: number;
  held: number;
}) {
  if (result === 'handed_over') {
    return (
      <Alert tone={held > 0 ? 'warn' : 'good'} title={`${count} taken over`} live>
        Download the CSV, pay what it lists, and mark each as paid.
        {held > 0 && ` ${held} changed since the approval and wait for a decision.`}
      </Alert>
    );
  }
  return <ResultAlert words={words} result={result} />;
}
