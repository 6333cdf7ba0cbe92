import { merkleLeaf, merkleRoot } from '../merkle';
import type { DayRecord } from '../record';
import { type Findings, nameOf } from './finding';
import { dayOf, type ReadDay, type ReadExport } from './read-export';

/** Whether the leaves of each day are those under its root, all of them, once and in their order (RFC 6962). */
export function checkDays(read: ReadExport, findings: Findings): void {
  for (const day of read.days) {
    const count = findings.countOf('days');
    checkLeaves(day, findings);
    if (findings.countOf('days') === count && !day.touched) checkRoot(day, findings);
  }
}

const instantOf = ({ leaf }: ReadDay['leaves'][number]) => ('at' in leaf ? leaf.at : leaf.receivedAt);

function checkLeaves(day: ReadDay, findings: Findings): void {
  const { record } = day.event.event;
  let before: bigint | null = null;
  for (const leaf of day.leaves) {
    const { id } = leaf.leaf;
    const at = { line: leaf.at, seq: day.event.event.seq, subject: id };
    const name = `the ${'at' in leaf.leaf ? 'click' : 'delivery'} leaf ${id} of ${leaf.day}`;
    const order = /^\d+$/.test(leaf.leaf.seq) ? BigInt(leaf.leaf.seq) : null;
    if (merkleLeaf(leaf.text) !== leaf.hash) {
      findings.add('days', `${name}: its hash is not that of its content: content or hash was changed`, at);
    } else if ('at' in leaf.leaf !== (record.type === 'clicks')) {
      findings.add('days', `${name} stands under ${nameOf(day.event.event)}`, at);
    } else if (instantOf(leaf).slice(0, 10) !== leaf.day) {
      findings.add('days', `${name} is dated ${instantOf(leaf)}`, at);
    } else if (order === null || (before !== null && order <= before)) {
      findings.add('days', `${name} stands twice or in the wrong place`, at);
    }
    before = order ?? before;
  }
}

function checkRoot(day: ReadDay, findings: Findings): void {
  const { event } = day.event;
  const { count, root } = event.record as DayRecord;
  const at = { line: day.event.at, seq: event.seq, subject: event.subject };
  if (day.leaves.length !== count) {
    const rather = day.leaves.length < count ? 'missing' : 'too many';
    const difference = Math.abs(count - day.leaves.length);
    findings.add(
      'days',
      `${nameOf(event)}: ${count} were sealed, ${day.leaves.length} stand here: ${difference} ${rather}`,
      at,
    );
  } else if (merkleRoot(day.leaves.map((leaf) => leaf.text)) !== root) {
    findings.add(
      'days',
      `the leaves of ${dayOf(day)} are not under the day's root in event ${event.seq}`,
      at,
    );
  }
}
