import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import type { PublicKey, SignedHead } from '../head';
import type { Books } from './books';
import type { AnchorsRead } from './check-heads';
import type { BalanceText } from './check-ledger';
import type { Findings } from './finding';
import type { OnProgress, ReadEvent, ReadExport } from './read-export';
import {
  ATTESTED,
  type ChainReport,
  type Check,
  checkOf,
  RECOMPUTED,
  type RewardTotal,
  type StatusTotal,
} from './report';

export interface VerifyOptions {
  /** the program's public keys from elsewhere; without them those in the export are taken, and the report says so */
  keys?: readonly PublicKey[] | undefined;
  /** heads kept outside the portal, of any chain */
  anchors?: readonly SignedHead[] | undefined;
  onProgress?: OnProgress | undefined;
}

/** What the rules gave, and how much of it there was. */
export interface BooksRead {
  books: Books;
  balance: BalanceText;
  clicks: number;
  customers: number;
  commissions: number;
}

/** Everything a report is written from. */
interface Result {
  read: ReadExport;
  events: readonly ReadEvent[];
  books: BooksRead | null;
  anchors: AnchorsRead;
  findings: Findings;
  options: VerifyOptions;
}

/** The report of a verification. */
export function reportOf(result: Result): ChainReport {
  const { read, events, books, findings } = result;
  const { header } = read;
  const head = read.heads.at(-1)?.head;
  const first = events[0]?.event.recordedAt;
  const last = events.at(-1);
  return {
    verdict: findings.total() === 0 ? 'right' : 'damaged',
    chain: header?.chain ?? null,
    program: header?.program ?? null,
    currency: header?.currency ?? null,
    asOf: header?.asOf ?? null,
    events: events.length,
    period: first && last ? { from: first, to: last.event.recordedAt } : null,
    tip: last?.hash ?? null,
    checks: checksOf(result),
    findingCount: findings.total(),
    findings: findings.told(),
    balance: books && read.end?.balance ? books.balance : null,
    rewards: books ? rewardsOf(books.books) : [],
    statuses: books ? statusesOf(books.books) : [],
    lastHead: head ? { day: head.day, seq: head.seq, at: head.at, key: head.key } : null,
    recomputed: books ? RECOMPUTED : RECOMPUTED.slice(0, 3),
    attested: ATTESTED,
    notes: notesOf(result),
  };
}

function checksOf({ read, events, books, anchors, findings, options }: Result): Check[] {
  const leaves = read.days.reduce((count, day) => count + day.leaves.length, 0);
  const given = options.anchors?.length ?? 0;
  const row = (stage: Check['stage'], title: string, detail: string, skipped: string | null = null) =>
    checkOf(findings, stage, { title, detail, skipped });
  const book = (stage: Check['stage'], title: string, detail: (read: BooksRead) => string) =>
    row(stage, title, books ? detail(books) : '', books ? null : 'Not looked at: the events are damaged.');
  return [
    fileCheck(read, findings),
    row('events', 'Events', `${counted(events.length, 'event')}, each linked to the one before by its hash.`),
    row(
      'days',
      'Days',
      `${counted(read.days.length, 'day')} with ${counted(leaves, 'leaf', 'leaves')} under Merkle roots.`,
    ),
    row(
      'heads',
      'Signed heads',
      `${counted(read.heads.length, 'head')}, signed, each naming the event it closes with.`,
    ),
    row(
      'anchors',
      'Anchors',
      `${counted(anchors.agreeing, 'head')} kept outside agree.`,
      given === 0 ? 'No head kept outside was given.' : null,
    ),
    book(
      'referrals',
      'Referrals',
      (one) =>
        `${counted(one.books.referrals.size, 'referral')}, the terms recomputed; ${counted(one.clicks, 'click')} found under a root${acceptances(one.books)}.`,
    ),
    book(
      'milestones',
      'Milestones',
      (one) => `${counted(one.customers, 'customer')} recomputed from the facts.`,
    ),
    book(
      'commissions',
      'Commissions',
      (one) => `${counted(one.commissions, 'commission')} recomputed by the rules.`,
    ),
    book(
      'ledger',
      'Ledger',
      (one) => `${counted(one.books.ledger.size, 'transaction')}, each sums to zero and is due.`,
    ),
    book(
      'payouts',
      'Payouts',
      (one) => `${counted(one.books.payouts.size, 'payout')}, each the sum of its items.`,
    ),
    book('balance', 'Balance', () => 'The sum of all entries is the stated balance.'),
  ];
}

/** That the sum of all bytes is another one follows from what was found: it is no finding of its own, and not right either. */
function fileCheck(read: ReadExport, findings: Findings): Check {
  const check = checkOf(findings, 'file', {
    title: 'File',
    detail: `${counted(read.lines + 1, 'line')}, canonical and in order; the sum of all bytes is signed.`,
  });
  if (check.outcome === 'wrong' || read.end?.sha256 === read.digest) return check;
  return { ...check, outcome: 'wrong', detail: 'The sum of all bytes is not the one that was signed.' };
}

/** Only where there are any: most partners are no agencies. */
function acceptances({ handoffs }: Books): string {
  return handoffs.size === 0
    ? ''
    : `; ${counted(handoffs.size, 'accepted handoff')}, the signature${handoffs.size === 1 ? '' : 's'} checked`;
}

/** "1 event", "2,000 events". */
function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

function notesOf({ read, events, anchors, options }: Result): string[] {
  const notes: string[] = [];
  if (!options.keys) {
    const ids = read.keys.map(({ key }) => key.kid).join(', ');
    notes.push(
      `The keys were taken from the file itself. Compare their ids with /.well-known/tributary-keys.json of the portal, or give that file: ${ids || 'none'}.`,
    );
  }
  const head = read.heads.at(-1)?.head;
  const after = events.filter((event) => event.event.seq > (head?.seq ?? 0)).length;
  if (after > 0) {
    const since = head ? `after the last signed head, of ${head.day},` : 'and no signed head';
    notes.push(`There are ${counted(after, 'event')} ${since} covered by the signature of this file alone.`);
  }
  if (anchors.others > 0) notes.push(`${counted(anchors.others, 'head')} given are of other chains.`);
  return notes;
}

function rewardsOf({ commissions }: Books): RewardTotal[] {
  const standing = [...commissions.values()]
    .map(({ record }) => record)
    .filter((record) => !record.withdrawn);
  return [...groupBy(standing, (record) => record.reward)]
    .map(([reward, all]) => ({
      reward,
      count: all.length,
      amount: String(sum(all.map((record) => BigInt(record.amount)))),
      reversed: String(sum(all.map((record) => BigInt(record.reversed)))),
    }))
    .sort((a, b) => (a.reward < b.reward ? -1 : 1));
}

const STATUSES = ['accrued', 'vested', 'released', 'paid', 'reversed'];

function statusesOf({ commissions }: Books): StatusTotal[] {
  const standing = [...commissions.values()]
    .map(({ record }) => record)
    .filter((record) => !record.withdrawn);
  const byStatus = groupBy(standing, (record) => record.status as string);
  return STATUSES.flatMap((status) => {
    const all = byStatus.get(status);
    if (!all) return [];
    const left = sum(all.map((record) => BigInt(record.amount) - BigInt(record.reversed)));
    return [{ status, count: all.length, amount: String(left) }];
  });
}
