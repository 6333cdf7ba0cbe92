import { formatMoney } from '~/kernel/money';
import { formatMonth } from '~/kernel/time-words';
import type { TimelineEntry } from './timeline';

const count = (n: unknown, one: string) => {
  const number = Number(n ?? 0);
  return `${number.toLocaleString('en-US')} ${one}${number === 1 ? '' : 's'}`;
};

const statuses: Record<string, string> = {
  requested: 'waits for an approval',
  approved: 'is approved',
  sending: 'is being sent',
  paid: 'was paid',
  rejected: 'was rejected',
  failed: 'failed',
  returned: 'came back',
  canceled: 'was canceled',
};

/**
 * What was recorded, as one sentence.
 * @param rewards names of rewards by key
 */
export function timelineWords(
  { type, id, amount, detail }: Pick<TimelineEntry, 'type' | 'id' | 'amount' | 'detail'>,
  rewards: Readonly<Record<string, string>>,
): string {
  const money = amount ? formatMoney(amount.amount, amount.currency).replace('-', '−') : '';
  const reward = typeof detail.reward === 'string' ? (rewards[detail.reward] ?? detail.reward) : '';
  const month = detail.month ? ` for ${formatMonth(String(detail.month))}` : '';
  const commission = `${reward}${month}, ${money},`;
  switch (type) {
    case 'click':
      return detail.referrerHost ? `Followed a link on ${detail.referrerHost}.` : 'Followed a link.';
    case 'linked':
      return 'Linked: from here on it counts as referred.';
    case 'signed_up':
      return 'Signed up.';
    case 'members_changed':
      return `The team has ${count(detail.members, 'member')} now.`;
    case 'used':
      return detail.days
        ? `Used the product on ${count(detail.days, 'day')}: ${count(detail.apiCalls, 'API call')}.`
        : `Used the product: ${count(detail.apiCalls, 'API call')}.`;
    case 'activated':
      return 'Activated: it uses the product in earnest.';
    case 'subscription_changed':
      return `The subscription is ${String(detail.status).replaceAll('_', ' ')} now${money ? `, ${money} a month` : ''}.`;
    case 'payment':
      return `Paid ${money}, payment ${id}.`;
    case 'paid':
      return 'Became a paying customer.';
    case 'sustained':
      return 'Sustained: it stayed, paid and was active.';
    case 'refund':
      return `${money} of payment ${detail.paymentId} was given back.`;
    case 'refund_failed':
      return `The refund ${id} of payment ${detail.paymentId} did not arrive: nothing is taken back for it.`;
    case 'dispute_opened':
      return `Payment ${detail.paymentId} was disputed.`;
    case 'dispute_closed':
      return `The dispute of payment ${detail.paymentId} was ${detail.outcome}.`;
    case 'dispute_restored':
      return `The bank gave back the money of payment ${detail.paymentId} after all: the dispute counts as won.`;
    case 'subscription_canceled':
      return 'The subscription was canceled.';
    case 'churned':
      return 'Left: its last subscription ended, or its last payment was given back.';
    case 'commission_accrued':
      return `${commission} qualified.`;
    case 'commission_vested':
      return `${commission} is pending.`;
    case 'commission_released':
      return `${commission} is available.`;
    case 'commission_withdrawn':
      return `${commission} was undone by a later event; it counts nowhere.`;
    case 'commission_paid':
      return `${commission} was paid.`;
    case 'payout_requested':
      return `Payout ${id} asked for ${money} of this customer’s and ${statuses[String(detail.status)] ?? detail.status}.`;
    // told by the rules, with their figures (explanation-timeline.ts)
    case 'captured':
    case 'attributed':
    case 'commission_reversed':
    case 'earned_nothing':
    case 'not_earned_yet':
      return '';
  }
}
