import {
  Ban,
  Check,
  CheckCheck,
  CircleDashed,
  CircleSlash,
  Clock,
  Hourglass,
  type LucideIcon,
  Pause,
  RotateCcw,
  Send,
  TriangleAlert,
  Wallet,
} from 'lucide-react';
import { Badge, type BadgeTone } from './badge';

interface Word {
  word: string;
  tone: BadgeTone;
  icon: LucideIcon;
  /** what it means, for whoever hovers */
  means: string;
}

/** The words of the program for its statuses (domain.md sections 7 and 9); a word, a colour and a sign, never a colour alone. */
const words = {
  commission: {
    accrued: {
      word: 'Qualifying',
      tone: 'neutral',
      icon: CircleDashed,
      means: 'Earned once the customer pays',
    },
    vested: { word: 'Pending', tone: 'warn', icon: Hourglass, means: 'Earned, waiting for its release date' },
    released: { word: 'Available', tone: 'good', icon: Wallet, means: 'Can be paid out' },
    paid: { word: 'Paid', tone: 'accent', icon: CheckCheck, means: 'Went out with a payout' },
    reversed: { word: 'Reversed', tone: 'bad', icon: RotateCcw, means: 'Refunded, disputed or canceled' },
  },
  payout: {
    requested: { word: 'Requested', tone: 'warn', icon: Clock, means: 'Waits for an approval' },
    approved: { word: 'Approved', tone: 'info', icon: Check, means: 'Will be sent in a moment' },
    sending: { word: 'Sending', tone: 'info', icon: Send, means: 'On its way to the payout account' },
    paid: { word: 'Paid', tone: 'good', icon: CheckCheck, means: 'The transfer was made' },
    rejected: {
      word: 'Rejected',
      tone: 'bad',
      icon: Ban,
      means: 'Not approved; the money is available again',
    },
    failed: {
      word: 'Failed',
      tone: 'bad',
      icon: TriangleAlert,
      means: 'Not sent; the money is available again',
    },
    returned: {
      word: 'Returned',
      tone: 'bad',
      icon: RotateCcw,
      means: 'Came back; the money is available again',
    },
    canceled: { word: 'Canceled', tone: 'neutral', icon: CircleSlash, means: 'Taken back by the partner' },
  },
  partner: {
    pending: { word: 'Waiting', tone: 'warn', icon: Clock, means: 'Waits for an admin' },
    active: { word: 'Active', tone: 'good', icon: Check, means: 'Links count, payouts are possible' },
    paused: { word: 'Paused', tone: 'neutral', icon: Pause, means: 'New clicks and payments do not count' },
    suspended: { word: 'Suspended', tone: 'bad', icon: Ban, means: 'Nothing counts, payouts are blocked' },
    rejected: { word: 'Rejected', tone: 'bad', icon: CircleSlash, means: 'Not accepted' },
    closed: { word: 'Closed', tone: 'neutral', icon: CircleSlash, means: 'No longer a partner' },
  },
  event: {
    received: { word: 'Received', tone: 'info', icon: Clock, means: 'Stored, will be applied in a moment' },
    applied: { word: 'Applied', tone: 'good', icon: Check, means: 'Counted' },
    waiting: { word: 'Waiting', tone: 'warn', icon: Hourglass, means: 'Names somebody not known yet' },
    ignored: {
      word: 'Ignored',
      tone: 'neutral',
      icon: CircleSlash,
      means: 'A type this program does not use',
    },
    invalid: { word: 'Invalid', tone: 'bad', icon: TriangleAlert, means: 'Well signed, but malformed' },
  },
  delivery: {
    waiting: { word: 'Queued', tone: 'info', icon: Clock, means: 'Will be sent in a moment' },
    retrying: { word: 'Trying', tone: 'warn', icon: Hourglass, means: 'Failed, and is tried again' },
    delivered: { word: 'Delivered', tone: 'good', icon: Check, means: 'The receiver has it' },
    given_up: { word: 'Given up', tone: 'bad', icon: TriangleAlert, means: 'No longer tried: send it again' },
  },
} satisfies Record<string, Record<string, Word>>;

type Words = typeof words;

export type StatusBadgeProps = {
  [Of in keyof Words]: { of: Of; status: keyof Words[Of]; title?: string };
}[keyof Words];

/** A status of a commission, a payout, a partner, an incoming event or an outgoing message, in the program's words. */
export function StatusBadge({ of, status, title }: StatusBadgeProps) {
  const { word, tone, icon, means } = (words[of] as Record<string, Word>)[status] as Word;
  return (
    <Badge tone={tone} icon={icon} title={title ?? means}>
      {word}
    </Badge>
  );
}

/** The word alone: for a filter, a sentence. */
export function statusWord<Of extends keyof Words>(of: Of, status: keyof Words[Of]): string {
  return ((words[of] as Record<string, Word>)[status as string] as Word).word;
}
