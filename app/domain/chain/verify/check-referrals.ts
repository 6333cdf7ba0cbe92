import type { Books } from './books';
import { type Findings, nameOf } from './finding';
import type { ReadDay } from './read-export';

/**
 * Whether the click a referral names is among the leaves of its day, dated and sourced as the referral says. A day that is not sealed
 * yet says nothing.
 */
export function checkReferrals(books: Books, days: readonly ReadDay[], findings: Findings): number {
  const sealed = new Set<string>();
  const leaves = new Map<string, { at: string; source: string | null }>();
  for (const { event, leaves: own } of days) {
    const { record } = event.event;
    if (record.type === 'clicks') sealed.add(record.day);
    for (const { leaf } of own) if ('at' in leaf) leaves.set(leaf.id, leaf);
  }
  let checked = 0;
  // what is wrong with a day was told there
  if (findings.countOf('days') > 0) return checked;
  for (const said of books.referrals.values()) {
    const { credited, channel, click, linkedAt, source } = said.record;
    // a colleague's click may be of an earlier day: only the click's own day tells
    if (!credited || channel === null || click === null || linkedAt === null) continue;
    if (!sealed.has(linkedAt.slice(0, 10))) continue;
    checked += 1;
    const leaf = leaves.get(click);
    const at = { line: said.line, seq: said.seq, subject: said.subject };
    if (!leaf) {
      findings.add('referrals', `${nameOf(said)}: its click ${click} is not among the leaves of its day`, at);
    } else if (leaf.at !== linkedAt || (channel === 'partner' && leaf.source !== source)) {
      findings.add('referrals', `${nameOf(said)}: its click ${click} says ${leaf.at}, ${leaf.source}`, at);
    }
  }
  return checked;
}
