import { isManual } from '~/domain/partner/manual-details';
import { type PayoutMovement, payoutPosting } from '~/domain/payout/posting';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import type { LedgerRecord, PayoutRecord } from '../record';
import type { Books, Said } from './books';
import { type Findings, nameOf } from './finding';

/** What paid payouts carried, by commission. */
export type PaidParts = Map<string, { carried: bigint; instants: Set<string> }>;

/** Adds up what paid payouts carried. */
export function paidPartsOf(books: Books): PaidParts {
  const parts: PaidParts = new Map();
  for (const { record } of books.payouts.values()) {
    if (record.status !== 'paid' || record.paidAt === null) continue;
    for (const { commission, amount } of record.items) {
      const part = parts.get(commission) ?? { carried: 0n, instants: new Set<string>() };
      part.carried += BigInt(amount);
      part.instants.add(record.paidAt);
      parts.set(commission, part);
    }
  }
  return parts;
}

const MOVEMENTS: Record<string, PayoutMovement[]> = {
  requested: ['requested'],
  approved: ['requested'],
  sending: ['requested'],
  paid: ['requested', 'paid'],
  rejected: ['requested', 'rejected'],
  canceled: ['requested', 'canceled'],
  failed: ['requested', 'failed'],
  returned: ['requested', 'paid', 'returned'],
};

/** Whether each payout is the sum of its items, of commissions of the chain, and moved the money its status says (domain.md section 9). */
export function checkPayouts(books: Books, findings: Findings): void {
  const posted = groupBy(
    [...books.ledger.values()].filter((said) => said.record.payout !== null),
    (said) => said.record.payout,
  );
  for (const said of books.payouts.values()) {
    const { record } = said;
    const note = (message: string) =>
      findings.add('payouts', `${nameOf(said)}: ${message}`, {
        line: said.line,
        seq: said.seq,
        subject: said.subject,
      });
    const total = sum(record.items.map((item) => BigInt(item.amount)));
    const unknown = record.items.find((item) => !books.commissions.has(item.commission));
    if (String(total) !== record.amount) note(`its items sum to ${total}, it says ${record.amount}`);
    if (unknown) note(`its commission ${unknown.commission} is not in the chain`);
    if (record.status === 'paid' && (record.paidAt === null || record.transfer === null)) {
      note('it is paid, without an instant or without a transfer');
    }
    if (record.transfer !== null && isManual(record.transfer) !== isManual(record.destination)) {
      note(
        `it goes to ${record.destination} and was paid by ${record.transfer}: one is by hand, one is Stripe’s`,
      );
    }
    for (const message of moneyOf(books, record, posted.get(record.id) ?? [])) note(message);
  }
}

function moneyOf(books: Books, payout: PayoutRecord, posted: ReadonlyArray<Said<LedgerRecord>>): string[] {
  const expected = MOVEMENTS[payout.status];
  if (!expected) return [`${payout.status} is no status of a payout`];
  const left = [...posted];
  const missing = expected.flatMap((movement) => {
    const found = left.findIndex(({ record }) => isPosting(books, { payout, movement, record }));
    if (found === -1)
      return [`it is ${payout.status}, the ledger lacks payout_${movement} of ${payout.amount}`];
    left.splice(found, 1);
    return [];
  });
  const surplus = left.map(
    ({ record, seq }) =>
      `it is ${payout.status}, the ledger has ${record.kind} in event ${seq} that does not fit`,
  );
  return [...missing, ...surplus];
}

function isPosting(
  books: Books,
  { payout, movement, record }: { payout: PayoutRecord; movement: PayoutMovement; record: LedgerRecord },
): boolean {
  const { id, currency, destination } = payout;
  const amount = BigInt(payout.amount);
  const due = payoutPosting(
    movement,
    { id, partnerId: books.owner, amount, currency, destination },
    { at: 0 },
  );
  const dated =
    movement === 'requested' ? payout.requestedAt : movement === 'paid' ? payout.paidAt : record.effectiveAt;
  const moved = (entries: ReadonlyArray<{ account: string; amount: bigint | string }>) =>
    entries
      .map((entry) => `${entry.account} ${entry.amount}`)
      .sort()
      .join();
  return (
    record.kind === due.kind &&
    record.cancels === null &&
    record.effectiveAt === dated &&
    moved(record.entries) === moved(due.entries)
  );
}
