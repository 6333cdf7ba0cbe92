import { PROJECT_STAGES } from '~/domain/agency/project-stage';
import { byKeys, compareText } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { formatDay } from '~/kernel/time-words';
import { type BookRow, urgencyOf } from './book-of-business';
import { riskWords } from './client-risk';

/** What needs somebody: anything at all, a risk, an offer without an answer, months that end. */
export const BOOK_NEEDS = ['anything', 'risk', 'handoff', 'ending'] as const;
export const BOOK_SORTS = ['urgency', 'name', 'stage', 'months', 'use'] as const;

export interface BookFilter {
  stage: BookRow['stage'] | null;
  needs: (typeof BOOK_NEEDS)[number] | null;
  /** part of a name or domain, without case */
  text: string | null;
  sort: (typeof BOOK_SORTS)[number];
}

const never = Number.POSITIVE_INFINITY;

const byName = (a: BookRow, b: BookRow) =>
  compareText(a.name.toLowerCase(), b.name.toLowerCase()) || compareText(a.key, b.key);

/** The rows a filter leaves, in its order; those alike by name. */
export function selectRows(rows: readonly BookRow[], filter: BookFilter, now: Instant): BookRow[] {
  const orders: Record<BookFilter['sort'], (a: BookRow, b: BookRow) => number> = {
    urgency: byKeys((row) => urgencyOf(row, now) ?? never),
    name: () => 0,
    stage: byKeys((row) => PROJECT_STAGES.indexOf(row.stage)),
    // those whose months run first: the fewest left
    months: byKeys((row) => row.months?.until ?? never),
    use: byKeys((row) => -(row.use?.recent ?? -1n)),
  };
  const order = orders[filter.sort];
  return rows.filter((row) => matches(row, filter, now)).sort((a, b) => order(a, b) || byName(a, b));
}

function matches(row: BookRow, { stage, needs, text }: BookFilter, now: Instant): boolean {
  if (stage !== null && row.stage !== stage) return false;
  if (text !== null && !`${row.name} ${row.domain ?? ''}`.toLowerCase().includes(text.toLowerCase()))
    return false;
  switch (needs) {
    case null:
      return true;
    case 'anything':
      return urgencyOf(row, now) !== null;
    case 'risk':
      return row.risks.length > 0;
    case 'handoff':
      return row.stuckSince !== null;
    case 'ending':
      return row.endingAt !== null;
  }
}

/** How many clients stand at each stage. */
export function stageCounts(rows: readonly BookRow[]): Record<BookRow['stage'], number> {
  const counts = { draft: 0, sent: 0, accepted: 0, live: 0, paying: 0 };
  for (const row of rows) counts[row.stage] += 1;
  return counts;
}

/** "1,200 calls, +20 % on the 30 days before"; how the use of a client moves. */
export function trendWords({ recent, before }: { recent: bigint; before: bigint }): string {
  if (recent === 0n) return before === 0n ? 'No use' : `No use, ${before.toLocaleString('en-US')} before`;
  const calls = `${recent.toLocaleString('en-US')} ${recent === 1n ? 'call' : 'calls'}`;
  if (before === 0n) return `${calls}, none before`;
  const percent = ((recent - before) * 100n) / before;
  if (percent === 0n) return `${calls}, as before`;
  return `${calls}, ${percent > 0n ? '+' : '\u2212'}${(percent < 0n ? -percent : percent).toLocaleString('en-US')} %`;
}

/** What there is to say of a client, the gravest first: its risks, an offer without an answer, the end of its months. */
export function notesOf(row: BookRow): string[] {
  return [
    ...row.risks.map(riskWords),
    ...(row.stuckSince === null ? [] : [`No answer to the handoff sent on ${formatDay(row.stuckSince)}`]),
    ...(row.endingAt === null ? [] : [`Its months end on ${formatDay(row.endingAt)}`]),
  ];
}
