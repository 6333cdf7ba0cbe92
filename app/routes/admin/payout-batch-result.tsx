import { moneyWords } from '~/components/money/money-text';
import { Alert } from '~/components/ui/alert';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';
import { tookEffect } from '~/domain/payout/batch-outcome';
import type { BatchApprovalView } from '~/domain/payout/batches.server';
import { outcomeWords } from './payout-batch-approvals';

const words: ResultWords = {
  requested: {
    tone: 'good',
    title: 'Requested',
    text: 'The money is set aside. Approve it below, with your second factor.',
  },
  excluded: {
    tone: 'good',
    title: 'Excluded',
    text: 'The money is available to the partner again, with your reason.',
  },
  exclusion_too_late: {
    tone: 'warn',
    title: 'It could not be excluded any more',
    text: 'It is being sent, or over: its state below is the present one.',
  },
  other_total: {
    tone: 'bad',
    title: 'That is not the total',
    text: 'Nothing was approved. Look at the total of the chosen ones again and type it.',
  },
  note_missing: {
    tone: 'bad',
    title: 'What stands out needs a note',
    text: 'Nothing was approved. Say in a sentence why what stands out is right, and approve again.',
  },
  other_manifest: {
    tone: 'bad',
    title: 'That is not what the page shows now',
    text: 'Nothing was approved. Look at it again and approve what you see.',
  },
  nothing_chosen: { tone: 'warn', title: 'Nothing was chosen', text: 'Choose what to approve first.' },
};

/** What became of the last decision. */
export function BatchResult({
  result,
  approval,
}: {
  result: string | null;
  approval: BatchApprovalView | null;
}) {
  if (approval) return <ApprovalMade approval={approval} />;
  return <ResultAlert words={words} result={result} />;
}

function ApprovalMade({
  approval: { outcomes, payouts, amount, currency },
}: {
  approval: BatchApprovalView;
}) {
  const all = outcomes.every(({ outcome }) => tookEffect(outcome));
  const before = outcomes.every(({ outcome }) => outcome === 'decided_before');
  const none = outcomes.every(({ outcome }) => !tookEffect(outcome));
  const [tone, title] = all
    ? (['good', 'Approved'] as const)
    : before
      ? (['info', 'It had been approved already'] as const)
      : none
        ? (['bad', 'Nothing of it took effect'] as const)
        : (['warn', 'Approved, but not all of it'] as const);
  return (
    <Alert tone={tone} title={title} live>
      Of {payouts.toLocaleString('en-US')} payouts, {moneyWords(amount, currency)}: {outcomeWords(outcomes)}.
    </Alert>
  );
}
