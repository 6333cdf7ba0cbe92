import { endsSubscription } from '~/domain/qualification/churn';
import { addDays, type Instant } from '~/kernel/time';
import { formatDay } from '~/kernel/time-words';

/** Without use for so long a client is at risk. */
export const SILENT_DAYS = 14;
/** So long after a client left there is something to do about it. */
export const WIN_BACK_DAYS = 30;
/** An offer without an answer for so long is stuck. */
export const STUCK_DAYS = 7;
/** The end of a client's months is told at these many days before it. */
export const ENDING_DAYS = [60, 30] as const;

/** Why a client may stop paying, or has. */
export type Risk =
  | { kind: 'disputed'; since: Instant }
  | { kind: 'past_due'; since: Instant }
  | { kind: 'subscription_ended'; since: Instant }
  | { kind: 'gone'; since: Instant }
  | { kind: 'silent'; since: Instant }
  | { kind: 'never_used'; since: Instant };

/** What is known of a client as the product and the payments tell it. */
export interface ClientSigns {
  signedUpAt: Instant;
  lastActiveAt: Instant | null;
  /** it paid and is gone (domain.md section 4) */
  goneAt: Instant | null;
  /** the opening of the earliest dispute that is open */
  disputedAt: Instant | null;
  /** the latest word on each of its subscriptions */
  subscriptions: ReadonlyArray<{ status: string; at: Instant }>;
}

const unpaid = new Set(['past_due', 'unpaid', 'incomplete']);

/** What is wrong with a client, the gravest first. Of one that is gone no more is said than that, and a dispute. */
export function risksOf(signs: ClientSigns, now: Instant): Risk[] {
  const { disputedAt, goneAt, subscriptions } = signs;
  const disputed: Risk[] = disputedAt === null ? [] : [{ kind: 'disputed', since: disputedAt }];
  if (goneAt !== null) return [...disputed, { kind: 'gone', since: goneAt }];
  const due = subscriptions.filter(({ status }) => unpaid.has(status)).map(({ at }) => at);
  const over =
    subscriptions.length > 0 && subscriptions.every(({ status }) => endsSubscription(status))
      ? Math.max(...subscriptions.map(({ at }) => at))
      : null;
  return [
    ...disputed,
    ...(due.length > 0 ? [{ kind: 'past_due' as const, since: Math.min(...due) }] : []),
    ...(over === null ? [] : [{ kind: 'subscription_ended' as const, since: over }]),
    ...silence(signs, now),
  ];
}

function silence({ lastActiveAt, signedUpAt }: ClientSigns, now: Instant): Risk[] {
  const since = lastActiveAt ?? signedUpAt;
  if (now < addDays(since, SILENT_DAYS)) return [];
  return [{ kind: lastActiveAt === null ? 'never_used' : 'silent', since }];
}

/** "No use since 3 May 2026". */
export function riskWords({ kind, since }: Risk): string {
  const day = formatDay(since);
  switch (kind) {
    case 'disputed':
      return `A payment is disputed since ${day}`;
    case 'past_due':
      return `A payment is past due since ${day}`;
    case 'subscription_ended':
      return `Its subscription ended on ${day}`;
    case 'gone':
      return `Gone since ${day}`;
    case 'silent':
      return `No use since ${day}`;
    case 'never_used':
      return `Never used since it signed up on ${day}`;
  }
}
