import { acceptanceOf } from '../handoff-record';
import { isSigned, type PublicKey } from '../head';
import type { Books } from './books';
import { type Findings, nameOf } from './finding';

/** Whether each accepted handoff carries the portal's signature over what its chain says of it (ADR-0100). */
export function checkHandoffs(books: Books, keys: ReadonlyMap<string, PublicKey>, findings: Findings): void {
  for (const said of books.handoffs.values()) {
    const { record, line, seq, subject } = said;
    const key = keys.get(record.key);
    const why = !key
      ? `it is signed with the key ${record.key}, which is not among the keys`
      : isSigned(acceptanceOf(books.owner, record), record.signature, key)
        ? null
        : 'its signature does not hold: it was accepted otherwise, or by another agency’s client';
    if (why !== null) findings.add('referrals', `${nameOf(said)}: ${why}`, { line, seq, subject });
  }
}
