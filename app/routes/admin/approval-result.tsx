import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';

/** What became of a decision, in words (app/domain/payout/approval.ts, app/flows/release-payout.server.ts). */
const words: ResultWords = {
  approved: {
    tone: 'good',
    title: 'Approved',
    text: 'It is sent to Stripe now, or waits under By hand; its state here follows.',
  },
  needs_another: {
    tone: 'info',
    title: 'Your approval is recorded',
    text: 'The amount is above the limit: another admin must approve it, too.',
  },
  already_approved: {
    tone: 'info',
    title: 'You have approved it before',
    text: 'Nothing has changed. Another admin must approve it, too.',
  },
  wrong_state: {
    tone: 'warn',
    title: 'It had been decided already',
    text: 'Its state below is the present one.',
  },
  own_payout: {
    tone: 'bad',
    title: 'This is your own payout',
    text: 'Nobody approves a payout of a partner they belong to, or asked for. Another admin can.',
  },
  changed: {
    tone: 'bad',
    title: 'Something has changed since it was requested',
    text: 'A commission was reversed, or the account is another one. Reject it; the partner can request the rest again.',
  },
  not_active: {
    tone: 'bad',
    title: 'The partner is not active',
    text: 'Activate it first, or reject the payout.',
  },
  no_account: {
    tone: 'bad',
    title: 'The account cannot be paid',
    text: 'Stripe would refuse the transfer. Reject it, or wait.',
  },
  rejected: {
    tone: 'good',
    title: 'Rejected',
    text: 'The money is available to the partner again, with your reason.',
  },
  released: { tone: 'good', title: 'It will be sent', text: 'Stripe knew of no transfer for it.' },
  paid: { tone: 'good', title: 'It had been paid after all', text: 'Stripe had made the transfer.' },
  given_up: { tone: 'good', title: 'Given up', text: 'The money is available to the partner again.' },
  not_held: {
    tone: 'warn',
    title: 'It was not stopped any more',
    text: 'Its state below is the present one.',
  },
  too_early: {
    tone: 'warn',
    title: 'Too early',
    text: 'Stripe may still carry out the last request. Try again a little later.',
  },
  unknown: {
    tone: 'bad',
    title: 'Stripe gave no clear answer',
    text: 'Nothing has changed. Try again in a few minutes.',
  },
};

export function ApprovalResult({ result }: { result: string | null }) {
  return <ResultAlert words={words} result={result} />;
}
