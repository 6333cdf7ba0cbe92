import { rateText } from '~/domain/payout/statement';
import { unreachable } from '~/kernel/invariant';
import type { Money } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { formatDay, formatMoment, formatMonth } from '~/kernel/time-words';
import type { ArithmeticLine, CapStep, PaymentStep, Step } from './explanation';
import { attributionWords, clickWords } from './explanation-attribution-words';
import {
  freezeWords,
  payoutWords,
  releasedWords,
  reversalWords,
  sustainedWords,
} from './explanation-life-words';
import { countWords, moneyWords } from './explanation-phrases';

/** A step as a person reads it: one sentence, more on demand, and the figure that stands in the margin. */
export interface Told {
  title: string;
  words: string;
  details: string[];
  figure: Money | null;
}

/** Every step in words; nothing stands in them that is not in the step (ADR-0073). */
export function tell(step: Step): Told {
  switch (step.step) {
    case 'click':
      return { title: 'Click', ...clickWords(step), figure: null };
    case 'attribution':
      return { title: 'Credit', ...attributionWords(step), figure: null };
    case 'sign_up':
      return plain('Sign-up', `${step.customerId} signed up on ${formatMoment(step.at)}.`);
    case 'activated': {
      const { apiCalls, activeDays, apiCallsNeeded, activeDaysNeeded } = step;
      const by =
        step.by === 'api_calls'
          ? `${countWords(apiCalls, 'API call')} by then; ${apiCallsNeeded.toLocaleString('en-US')} are needed`
          : `used on ${countWords(activeDays, 'day')} by then; ${activeDaysNeeded} are needed`;
      return plain('Activated', `Activated on ${formatMoment(step.at)}: ${by}.`, [
        `${countWords(apiCalls, 'API call')} and ${countWords(activeDays, 'active day')} by that instant.`,
      ]);
    }
    case 'qualification': {
      const members = step.membersAbove === null ? '' : ` and ${countWords(step.members, 'member')}`;
      const needs = [
        step.activeDaysAtLeast > 0 && `at least ${countWords(step.activeDaysAtLeast, 'active day')}`,
        step.membersAbove !== null && `more than ${countWords(step.membersAbove, 'member')}`,
      ].filter(Boolean);
      const back = `The customer was gone then; it is earned at the payment that brought it back, on ${formatMoment(step.at)}.`;
      return plain(
        'Qualified',
        `Qualified on ${formatMoment(step.metAt)} with ${countWords(step.activeDays, 'active day')}${members}.`,
        [
          needs.length > 0
            ? `The rule asks for ${needs.join(' and ')}.`
            : 'The rule asks for the sign-up alone.',
          ...(step.metAt === step.at ? [] : [back]),
        ],
      );
    }
    case 'payment':
      return { title: 'Payment', ...paymentWords(step), figure: step.sliceBasis };
    case 'first_payment':
      return step.at === null
        ? plain(
            'First payment',
            'The customer has not paid yet: the reward is qualified and becomes pending then.',
          )
        : plain(
            'First payment',
            `First paid on ${formatMoment(step.at)}${step.amount ? `: ${moneyWords(step.amount)}, payment ${step.paymentId}` : ''}.`,
          );
    case 'rule': {
      const own = step.ownRate
        ? [' A rate agreed with this partner takes the place of the reward’s.'.trim()]
        : [];
      return plain(
        'Rule',
        `${step.rewardName} in ${step.termsName} terms, version ${step.version}, in force ${since(step.at)}.`,
        [
          `Qualifies: ${step.qualifies}. Pays: ${step.pays}. Limits: ${step.limits}. Available: ${step.release}.`,
          `The version in force on ${formatMoment(step.chosenAt)} counts, whatever came later.`,
          ...own,
        ],
      );
    }
    case 'arithmetic': {
      const total = step.lines.find(({ kind }) => kind === 'rate' || kind === 'flat') ?? step.lines[0];
      return {
        title: 'Arithmetic',
        ...arithmeticWords(step.lines, step.rounding),
        figure: total?.amount ?? null,
      };
    }
    case 'cap':
      return { title: 'Cap', ...capWords(step), figure: difference(step) };
    case 'hold':
      return step.at === null || step.until === null
        ? plain('Hold', `A hold of ${countWords(step.days, 'day')} begins when the customer first pays.`)
        : plain(
            'Hold',
            `Pending since ${formatMoment(step.at)}; the hold of ${countWords(step.days, 'day')} ends on ${formatMoment(step.until)}.`,
          );
    case 'sustained':
      return plain('Sustained', ...sustainedWords(step));
    case 'freeze':
      return plain(step.reason === 'dispute' ? 'Dispute' : 'Self-referral', freezeWords(step));
    case 'release':
      return plain('Release', releasedWords(step));
    case 'reversal': {
      const figure = step.difference.amount === 0n ? null : negative(step.difference);
      return { title: 'Reversal', ...reversalWords(step), figure };
    }
    case 'payout':
      return {
        title: 'Payout',
        words: payoutWords(step),
        details: step.transferId
          ? [
              `Stripe transfer ${step.transferId}${step.destination ? ` to account ${step.destination}` : ''}.`,
            ]
          : [],
        figure: step.amount,
      };
    default:
      return unreachable(step);
  }
}

function plain(title: string, words: string, details: string[] = []): Told {
  return { title, words, details, figure: null };
}

const since = (at: Instant) => (at <= 0 ? 'since the beginning' : `since ${formatDay(at)}`);
const negative = ({ amount, currency }: Money): Money => ({ amount: -amount, currency });

function difference({ uncapped, amount }: CapStep): Money | null {
  const clipped = amount.amount - uncapped.amount;
  return clipped === 0n ? null : { amount: clipped, currency: amount.currency };
}

function paymentWords(step: PaymentStep): Pick<Told, 'words' | 'details'> {
  const { amount, basis, months } = step;
  const converted = amount.currency === basis.currency ? '' : `, counted as ${moneyWords(basis)}`;
  const of =
    months === 1 ? '' : ` for ${months} months: month ${step.slice} is ${moneyWords(step.sliceBasis)} of it`;
  const details = [
    ...(converted ? [rateWords(step)] : []),
    ...(step.periodFrom !== null && step.periodTo !== null
      ? [
          `For ${formatMoment(step.periodFrom)} to ${formatMoment(step.periodTo)}: ${countWords(months, 'month')}, ${moneyWords(step.monthlyValue)} a month.`,
        ]
      : []),
    ...(step.residue > 0
      ? [
          `It does not divide evenly: the first ${countWords(step.residue, 'month')} carry the smallest unit more.`,
        ]
      : []),
    `This part counts for ${formatMonth(step.month)} and was due on ${formatMoment(step.dueAt)}.`,
    ...[step.paymentIntentId, step.chargeId].filter((id) => id !== null).map((id) => `At Stripe: ${id}.`),
  ];
  return {
    words: `Payment ${step.paymentId} of ${moneyWords(amount)}${converted} on ${formatMoment(step.at)}${of}.`,
    details,
  };
}

function rateWords({ rate, amount, basis, at }: PaymentStep): string {
  const kept = 'The result was kept with the payment.';
  if (rate === null) return `Converted at the rate it was settled at. ${kept}`;
  return `Converted at the rate of ${formatDay(at)}, 1 ${amount.currency} = ${rate} ${basis.currency}, half up. ${kept}`;
}

function arithmeticWords(
  lines: readonly ArithmeticLine[],
  rounding: number,
): Pick<Told, 'words' | 'details'> {
  const find = (kind: ArithmeticLine['kind']) => lines.find((line) => line.kind === kind);
  const rate = find('rate');
  const basis = find('months') ?? find('payment');
  const months = find('months');
  const payment = find('payment');
  if (!rate || !basis) {
    const flat = find('flat') ?? lines[0];
    return { words: flat ? `${moneyWords(flat.amount)}, once per customer.` : '', details: [] };
  }
  const by = rateText(BigInt(rate.factor ?? 0));
  const rounded =
    rounding === 0
      ? 'It comes out even: nothing was rounded.'
      : `Rounded half up: ${(Math.abs(rounding) / 10_000).toFixed(4)} of the smallest unit was ${rounding > 0 ? 'added' : 'dropped'}.`;
  return {
    words: `${moneyWords(basis.amount)} × ${by} = ${moneyWords(rate.amount)}.`,
    details: [
      ...(months && payment
        ? [
            `${moneyWords(payment.amount)} over ${months.factor} months: ${moneyWords(months.amount)} for this one.`,
          ]
        : []),
      rounded,
    ],
  };
}

function capWords(step: CapStep): Pick<Told, 'words' | 'details'> {
  const per =
    step.per === 'customer' ? 'per customer' : `per partner and month, ${formatMonth(step.month ?? '')}`;
  const clipped = step.amount.amount !== step.uncapped.amount;
  const used =
    step.usedBefore.amount === 0n
      ? 'nothing of it had been used'
      : `${moneyWords(step.usedBefore)} of it had been used, ${moneyWords(step.room)} was left`;
  return {
    words: clipped
      ? `The cap of ${moneyWords(step.cap)} ${per}: ${used}, so ${moneyWords(step.uncapped)} became ${moneyWords(step.amount)}.`
      : `The cap of ${moneyWords(step.cap)} ${per} took nothing: ${used}.`,
    details: step.usedBy.map(({ paymentId, slice, amount }) => {
      const month = slice === 1 ? '' : `, month ${slice}`;
      return `${moneyWords(amount)} by payment ${paymentId}${month}.`;
    }),
  };
}
