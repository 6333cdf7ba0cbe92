import { type Claim, causeKeyOf, claimKey } from '~/domain/commission/claim';
import { cappedOf } from '~/domain/commission/replay';
import type { Scope } from '~/domain/identity/scope';
import type { Explanation, Seen, WhyNot } from '~/domain/reporting/explanation';
import { findCommissionRecord, loadPayoutParts, loadPoolOf } from '~/domain/reporting/explanation.server';
import { explainCommission } from '~/domain/reporting/explanation-commission';
import { whyNots } from '~/domain/reporting/explanation-why-not';
import type { Commission } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { loadSeen } from './explain-subject.server';

export type Explained =
  | {
      outcome: 'explained';
      explanation: Explanation;
      /** the books say the same; false for a moment, while a new event is being settled */
      inBooks: boolean;
    }
  | {
      /** a late event undid it: it counts nowhere */
      outcome: 'withdrawn';
      at: Instant;
      /** the customer is credited to somebody else since */
      moved: boolean;
      /** why the same cause earns nothing now; null when it is there no more */
      whyNot: WhyNot | null;
    };

/**
 * The whole path of a commission, recomputed from the facts as of now (ADR-0073).
 * @returns undefined when there is no such commission, or it is not the asker's
 */
export async function explainCommissionById(scope: Scope, id: string): Promise<Explained | undefined> {
  const record = await findCommissionRecord(scope, id);
  if (!record) return undefined;
  const { row, moved } = record;
  const seen = await loadSeen(scope, subjectOf(row));
  const claim = seen?.subject.evaluation.claims.find((one) => isOf(one, row));
  if (!seen || !claim) {
    // of a customer that is another partner's now, nothing more is told to this one
    const whyNot = !seen || (moved && scope.kind === 'partner') ? null : whyNotOf(row, seen);
    return { outcome: 'withdrawn', at: (row.withdrawnAt ?? row.createdAt).getTime(), moved, whyNot };
  }
  const pool = await loadPoolOf(row, seen.subject.context.terms);
  const explanation = explainCommission(seen, {
    claim,
    pool: [
      ...pool.filter((member) => member.key !== claimKey(claim)),
      ...(pool.length > 0 ? [{ ...cappedOf(claim), commissionId: row.id }] : []),
    ],
    payouts: await loadPayoutParts(row.id),
    paid: row.status === 'paid',
  });
  const inBooks =
    row.withdrawnAt === null &&
    row.amount === explanation.amount.amount &&
    row.reversed === explanation.reversed.amount;
  return { outcome: 'explained', explanation, inBooks };
}

function subjectOf(row: Commission) {
  return row.customerId === null ? { paymentId: row.paymentId ?? '' } : { customerId: row.customerId };
}

function isOf(claim: Claim, row: Commission): boolean {
  const { partnerId, rewardKey } = claim;
  return (
    partnerId === row.partnerId && rewardKey === row.rewardKey && causeKeyOf(claim.cause) === row.causeKey
  );
}

function whyNotOf(row: Commission, seen: Seen): WhyNot | null {
  const told = whyNots(seen).filter((why) => causeKeyOf(why.cause) === row.causeKey);
  return told.find((why) => why.reward === row.rewardKey) ?? told[0] ?? null;
}
