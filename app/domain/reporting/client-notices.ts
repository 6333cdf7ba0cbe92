import { addDays, DAY_MS, type Instant } from '~/kernel/time';
import { ENDING_DAYS, STUCK_DAYS } from './client-risk';

/** When, each day, agencies are told what is near (ADR-0112): 07:00 UTC. */
const HOUR_OF_DAY_MS = 7 * 3_600_000;

/** The next time agencies are told, after an instant. */
export function nextNoticeAt(at: Instant): Instant {
  return Math.floor((at - HOUR_OF_DAY_MS) / DAY_MS) * DAY_MS + DAY_MS + HOUR_OF_DAY_MS;
}

/** A client whose months have begun. */
export interface EndingClient {
  customerId: string;
  until: Instant;
  /** it is gone since then; null = it is not */
  goneAt: Instant | null;
}

/** An offer without an answer. */
export interface OpenOffer {
  handoffId: string;
  sentAt: Instant;
  expiresAt: Instant;
}

export type EndingKind = `months_ending_${(typeof ENDING_DAYS)[number]}`;

/** Something an agency is told on one of the days. */
export type DueNotice =
  | { kind: EndingKind; subject: string; at: Instant }
  | { kind: 'handoff_stuck'; subject: string; at: Instant };

/**
 * What is told on the days from `from` to `to`, a day apart, each on the first day it holds: a run that was missed is made up for by the next
 * with the same result (ADR-0112). Of a client known late only the nearest mark is told.
 */
export function noticesDue(
  of: { clients: readonly EndingClient[]; offers: readonly OpenOffer[] },
  days: { from: Instant; to: Instant },
): DueNotice[] {
  const dayFor = (at: Instant) => days.from + Math.max(0, Math.ceil((at - days.from) / DAY_MS)) * DAY_MS;
  const ending = of.clients.flatMap(({ customerId, until, goneAt }) =>
    ENDING_DAYS.flatMap((mark, index): DueNotice[] => {
      const at = dayFor(addDays(until, -mark));
      const next = addDays(until, -(ENDING_DAYS[index + 1] ?? 0));
      const holds = at < next && (goneAt === null || goneAt > at);
      return holds && at <= days.to ? [{ kind: `months_ending_${mark}`, subject: customerId, at }] : [];
    }),
  );
  const stuck = of.offers.flatMap(({ handoffId, sentAt, expiresAt }): DueNotice[] => {
    const at = dayFor(addDays(sentAt, STUCK_DAYS));
    return at <= days.to && at < expiresAt ? [{ kind: 'handoff_stuck', subject: handoffId, at }] : [];
  });
  return [...ending, ...stuck];
}
