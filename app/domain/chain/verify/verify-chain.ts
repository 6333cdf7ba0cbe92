import type { PublicKey } from '../head';
import { booksOf } from './books';
import { checkCommissions } from './check-commissions';
import { checkDays } from './check-days';
import { checkHandoffs } from './check-handoffs';
import { checkAnchors, checkEnd, checkHeads } from './check-heads';
import { checkBalance, checkMovements, checkTransactions } from './check-ledger';
import { checkLinks } from './check-links';
import { checkMilestones } from './check-milestones';
import { checkPayouts, paidPartsOf } from './check-payouts';
import { checkReferrals } from './check-referrals';
import { Findings } from './finding';
import { trustedKeys } from './keys';
import { type OnProgress, type ReadEvent, type ReadExport, readExport } from './read-export';
import type { ChainInput } from './read-lines';
import { recompute } from './recompute';
import type { ChainReport } from './report';
import { type BooksRead, reportOf, type VerifyOptions } from './write-report';

/**
 * Checks an exported chain with nothing but itself: hashes, Merkle roots, signatures, anchors; and milestones, commissions and the balance
 * recomputed from the events by the rules of the program (domain.md section 13, ADR-0062). Never throws for what a file holds.
 */
export async function verifyChain(input: ChainInput, options: VerifyOptions = {}): Promise<ChainReport> {
  const findings = new Findings();
  const read = await readExport(input, findings, options.onProgress);
  const keys = trustedKeys(read, options.keys, findings);
  const events = checkLinks(read, findings);
  checkDays(read, findings);
  await checkHeads(read, { events, keys }, { findings, onProgress: options.onProgress });
  checkEnd(read, keys, findings);
  const anchors = checkAnchors(read, { events, keys, anchors: options.anchors ?? [] }, findings);
  const damaged = findings.countOf('file', 'events') > 0;
  const books = damaged
    ? null
    : await readBooks(read, { events, keys }, { findings, onProgress: options.onProgress });
  return reportOf({ read, events, books, anchors, findings, options });
}

async function readBooks(
  read: ReadExport,
  { events, keys }: { events: readonly ReadEvent[]; keys: ReadonlyMap<string, PublicKey> },
  { findings, onProgress }: { findings: Findings; onProgress: OnProgress | undefined },
): Promise<BooksRead | null> {
  if (!read.header) return null;
  const books = booksOf(read.header, events, findings);
  const clicks = checkReferrals(books, read.days, findings);
  checkHandoffs(books, keys, findings);
  const recomputed = await recompute(books, findings, onProgress);
  const paid = paidPartsOf(books);
  checkMilestones(books, recomputed, findings);
  const wrong = checkCommissions(books, recomputed, { paid, findings });
  checkTransactions(books, findings);
  checkMovements(books, recomputed, { wrong, findings });
  checkPayouts(books, findings);
  const balance = checkBalance(books, read.end?.balance ?? null, findings);
  const { milestones, commissions } = recomputed;
  return { books, balance, clicks, customers: milestones.size, commissions: commissions.size };
}
