import { causeKeyOf, claimKey } from '~/domain/commission/claim';
import { iso } from '../commitment';
import type { CommissionRecord } from '../record';
import type { Books, Said } from './books';
import type { PaidParts } from './check-payouts';
import { type Findings, nameOf } from './finding';
import type { Due, Recomputed } from './recompute';

type SaidCommission = Said<CommissionRecord>;

/**
 * Whether the commissions are those the rules give, each with its amounts, instants and status, none missing and none too many (domain.md
 * sections 6 and 7).
 * @returns the ids of those with a finding: what follows from them is not told again
 */
export function checkCommissions(
  books: Books,
  { commissions }: Recomputed,
  { paid, findings }: { paid: PaidParts; findings: Findings },
): Set<string> {
  const wrong = new Set<string>();
  const note = (said: SaidCommission, message: string) => {
    wrong.add(said.record.id);
    const at = { line: said.line, seq: said.seq, subject: said.subject };
    findings.add('commissions', `${nameOf(said)}: ${message}`, at);
  };
  const standing = new Map<string, SaidCommission>();
  const withdrawn = new Map<string, SaidCommission>();
  for (const said of books.commissions.values()) {
    const key = keyOf(said.record, books.owner);
    if (said.record.withdrawn) withdrawn.set(key, said);
    else if (standing.has(key)) note(said, 'it is a second one for the same cause');
    else standing.set(key, said);
  }
  for (const [key, said] of standing) {
    const due = commissions.get(key);
    if (!due) note(said, 'nothing in the events earns it');
    else {
      const differences = compare(said.record, due, paid);
      if (differences.length > 0) note(said, differences.join('; '));
    }
  }
  for (const [key, due] of commissions) {
    if (standing.has(key)) continue;
    const said = withdrawn.get(key);
    const earned = `the rules give ${due.state.amount}`;
    if (said) note(said, `it was withdrawn, ${earned}`);
    else
      findings.add('commissions', `a commission is missing: ${wordsOf(due)}, ${earned}`, subjectOfDue(due));
  }
  return wrong;
}

function keyOf({ reward, customer, payment, slice }: CommissionRecord, owner: string): string {
  const cause =
    payment === null
      ? { type: 'customer' as const, id: customer ?? '' }
      : { type: 'payment' as const, id: payment, slice: slice ?? 0 };
  return claimKey({ partnerId: owner, rewardKey: reward, cause });
}

function wordsOf({ claim }: Due): string {
  return `${claim.rewardKey} for ${causeKeyOf(claim.cause)} of ${iso(claim.accruedAt)}`;
}

function subjectOfDue({ claim }: Due): { subject: string } {
  return {
    subject: claim.customerId === null ? `facts:payment:${claim.cause.id}` : `facts:${claim.customerId}`,
  };
}

/** What differs, in words: "amount is 100, the rules give 90". */
function compare(record: CommissionRecord, due: Due, paid: PaidParts): string[] {
  const { claim, state } = due;
  const expected: Array<[name: string, said: string | number | null, due: string | number | null]> = [
    ['customer', record.customer, claim.customerId],
    ['terms', `${record.terms.key} ${record.terms.version}`, `${claim.termsKey} ${claim.termsVersion}`],
    ['basis', record.basis, text(claim.basis)],
    ['rate', record.rateBps, claim.rateBps === null ? null : Number(claim.rateBps)],
    ['uncapped', record.uncapped, String(claim.uncapped)],
    ['amount', record.amount, String(state.amount)],
    ['reversed', record.reversed, String(state.reversed)],
    ['month', record.month, claim.month],
    ['accruedAt', record.accruedAt, iso(claim.accruedAt)],
    ['vestedAt', record.vestedAt, iso(state.vestedAt)],
    ['releasedAt', record.releasedAt, iso(state.releasedAt)],
    ['reversedAt', record.reversedAt, iso(state.reversedAt)],
    ['reversalReason', record.reversalReason, state.reversalReason],
    ['status', record.status, statusOf(record, due, paid)],
  ];
  const wrong = expected.filter(([, said, rules]) => said !== rules);
  const differences = wrong.map(([name, said, rules]) => `${name} is ${said}, the rules give ${rules}`);
  return [...differences, ...paidAtOf(record, paid)];
}

const text = (amount: bigint | null) => (amount === null ? null : String(amount));

/**
 * `paid` is a released commission carried whole by paid payouts (domain.md section 7). One that became whole only because a refund took the
 * rest is not marked by a payout and stays released.
 */
function statusOf(record: CommissionRecord, { state }: Due, paid: PaidParts): string {
  if (state.status !== 'released') return state.status;
  const parts = paid.get(record.id);
  const left = state.amount - state.reversed - (parts?.carried ?? 0n);
  if (!parts || left > 0n) return 'released';
  const byRefund = record.paidAt === null && (left < 0n || state.reversed > 0n);
  return byRefund ? 'released' : 'paid';
}

function paidAtOf({ id, status, paidAt }: CommissionRecord, paid: PaidParts): string[] {
  if (status !== 'paid' || (paidAt !== null && paid.get(id)?.instants.has(paidAt))) return [];
  return [`paidAt is ${paidAt}, no payout that carried it was paid then`];
}
