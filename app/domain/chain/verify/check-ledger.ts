import { claimKey } from '~/domain/commission/claim';
import {
  availableOf,
  COMMISSION_EXPENSE,
  inTransitOf,
  MANUAL_CASH,
  pendingOf,
  STRIPE_CASH,
} from '~/domain/ledger/accounts';
import { difference, type Movement, type PostedMovement } from '~/domain/ledger/posting';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { iso } from '../commitment';
import type { EndLine } from '../export';
import type { LedgerRecord } from '../record';
import type { Books, Said } from './books';
import { type Findings, nameOf } from './finding';
import type { Recomputed } from './recompute';

type SaidLedger = Said<LedgerRecord>;

/** A balance as the export writes it. */
export type BalanceText = NonNullable<EndLine['balance']>;

/**
 * Whether every transaction sums to zero, touches this partner's accounts only, and what cancels another mirrors it (domain.md section 8).
 */
export function checkTransactions(books: Books, findings: Findings): void {
  const own = new Set([
    COMMISSION_EXPENSE,
    STRIPE_CASH,
    MANUAL_CASH,
    ...[pendingOf, availableOf, inTransitOf].map((account) => account(books.owner)),
  ]);
  const canceled = new Set<string>();
  for (const said of books.ledger.values()) {
    const { entries, currency, commission, payout, cancels } = said.record;
    const note = (message: string) =>
      findings.add('ledger', `${nameOf(said)}: ${message}`, {
        line: said.line,
        seq: said.seq,
        subject: said.subject,
      });
    const total = sum(entries.map((entry) => BigInt(entry.amount)));
    const foreign = entries.find((entry) => !own.has(entry.account));
    if (total !== 0n) note(`its entries sum to ${total}, not to zero`);
    else if (entries.length < 2) note('it has no two entries');
    else if (foreign) note(`it touches the account ${foreign.account}`);
    else if (currency !== books.currency) note(`it is in ${currency}, the books are in ${books.currency}`);
    else if ((commission === null) === (payout === null)) note('it belongs to no commission and no payout');
    else if (commission !== null && !books.commissions.has(commission)) {
      note(`its commission ${commission} is not in the chain`);
    } else if (payout !== null && !books.payouts.has(payout))
      note(`its payout ${payout} is not in the chain`);
    else if (cancels !== null) {
      const why = canceled.has(cancels)
        ? `${cancels} is cancelled already`
        : mirrors(said.record, books.ledger.get(cancels));
      if (why !== null) note(`it cancels transaction ${cancels}: ${why}`);
      canceled.add(cancels);
    }
  }
}

function mirrors(record: LedgerRecord, target: SaidLedger | undefined): string | null {
  if (!target) return 'that is not in the chain';
  const { commission, payout, effectiveAt, entries, cancels } = target.record;
  if (cancels !== null) return 'that cancels one itself';
  if (commission !== record.commission || payout !== record.payout) return 'that is of something else';
  if (effectiveAt !== record.effectiveAt) return 'that is of another instant';
  const amounts = (of: LedgerRecord['entries'], sign: bigint) =>
    of
      .map(({ account, amount }) => `${account} ${sign * BigInt(amount)}`)
      .sort()
      .join();
  return amounts(entries, -1n) === amounts(record.entries, 1n) ? null : 'its entries do not mirror it';
}

/**
 * Whether what stands in the ledger for each commission is what the rules post for it (domain.md section 7).
 * @param wrong commissions with a finding of their own
 */
export function checkMovements(
  books: Books,
  { commissions }: Recomputed,
  { wrong, findings }: { wrong: ReadonlySet<string>; findings: Findings },
): void {
  const canceled = new Set([...books.ledger.values()].map((said) => said.record.cancels));
  const standing = [...books.ledger.values()].filter(
    ({ record }) => record.commission !== null && record.cancels === null && !canceled.has(record.id),
  );
  const posted = groupBy(standing, (said) => said.record.commission ?? '');
  for (const said of books.commissions.values()) {
    const { id, reward, customer, payment, slice, withdrawn } = said.record;
    if (wrong.has(id)) continue;
    const cause =
      payment === null
        ? { type: 'customer' as const, id: customer ?? '' }
        : { type: 'payment' as const, id: payment, slice: slice ?? 0 };
    const due = commissions.get(claimKey({ partnerId: books.owner, rewardKey: reward, cause }));
    const movements = withdrawn ? [] : (due?.state.movements ?? []);
    const found = (posted.get(id) ?? []).map((one) => ({
      ...movementOf(one.record, books.owner),
      said: one,
    }));
    const { missing, surplus } = difference(movements, found);
    for (const { said: one } of surplus) {
      findings.add(
        'ledger',
        `${nameOf(one)}: nothing moves ${wordsOf(movementOf(one.record, books.owner))} for commission ${id}`,
        {
          line: one.line,
          seq: one.seq,
          subject: one.subject,
        },
      );
    }
    for (const movement of missing) {
      const at = { line: said.line, seq: said.seq, subject: said.subject };
      findings.add('ledger', `${nameOf(said)}: the ledger lacks ${wordsOf(movement)}`, at);
    }
  }
}

function movementOf(record: LedgerRecord, owner: string): PostedMovement {
  const on = (account: string) =>
    sum(record.entries.filter((entry) => entry.account === account).map((entry) => BigInt(entry.amount)));
  return {
    transactionId: 0n,
    kind: record.kind,
    at: Date.parse(record.effectiveAt),
    pending: on(pendingOf(owner)),
    available: on(availableOf(owner)),
  };
}

function wordsOf({ kind, at, pending, available }: Movement): string {
  return `"${kind}" of ${iso(at)} (pending ${pending}, available ${available})`;
}

/** The balance as the sum of the entries (domain.md section 8), compared with the one the end line states. */
export function checkBalance(books: Books, stated: EndLine['balance'], findings: Findings): BalanceText {
  const totals = new Map<string, bigint>();
  for (const { record } of books.ledger.values()) {
    for (const { account, amount } of record.entries)
      totals.set(account, (totals.get(account) ?? 0n) + BigInt(amount));
  }
  const on = (account: string) => String(totals.get(account) ?? 0n);
  const balance = {
    pending: on(pendingOf(books.owner)),
    available: on(availableOf(books.owner)),
    inTransit: on(inTransitOf(books.owner)),
    paid: String((totals.get(STRIPE_CASH) ?? 0n) + (totals.get(MANUAL_CASH) ?? 0n)),
  };
  if (stated === null) return balance;
  for (const name of ['pending', 'available', 'inTransit', 'paid'] as const) {
    if (stated[name] === balance[name]) continue;
    findings.add(
      'balance',
      `${name} is stated as ${stated[name]}, the entries of the ledger sum to ${balance[name]}`,
    );
  }
  return balance;
}
