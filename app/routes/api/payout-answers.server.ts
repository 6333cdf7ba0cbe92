import type { z } from 'zod';
import type { Scope } from '~/domain/identity/scope';
import { explainRefusal, refusalCodes } from '~/domain/payout/eligibility';
import type { PayoutStatus } from '~/domain/payout/payout';
import { getPayout } from '~/domain/payout/payouts.server';
import { loadProgram } from '~/domain/program/program.server';
import type { ApprovalOutcome } from '~/flows/approve-payout.server';
import type { RequestOutcome } from '~/flows/request-payout.server';
import type { MinorUnits } from '~/kernel/money';
import { notFound, problem } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import type { Payout } from './operations/payouts';
import { presentPayout } from './present';

/** The payout as it is now. @throws {Response} 404 */
export async function payoutJson(scope: Scope, id: string): Promise<z.input<typeof Payout>> {
  const payout = await getPayout(scope, id);
  if (!payout) throw notFound('payout');
  return presentPayout(payout);
}

/**
 * The amount a request names.
 * @param named its currency null: the program's
 * @throws {Response} 422 for another currency than the program's
 */
export async function namedAmount(
  named: { amount: MinorUnits; currency: string | null } | undefined,
): Promise<MinorUnits | undefined> {
  if (!named?.currency) return named?.amount;
  const { currency } = await loadProgram();
  if (named.currency !== currency) throw invalidField('amount.currency', `must be ${currency}`);
  return named.amount;
}

/** The new payout's id. @throws {Response} why there is none */
export function payoutRequested(result: RequestOutcome): string {
  switch (result.outcome) {
    case 'created':
      return result.payoutId;
    case 'not_found':
      throw invalidField('partnerId', 'is not a partner', 'unknown_partner');
    case 'already_requested':
      throw problem({
        status: 409,
        code: 'already_requested',
        detail: "This month's payout was requested already.",
      });
    default: {
      const code = refusalCodes[result.outcome];
      throw problem({ status: 422, code, detail: explainRefusal(result.outcome, result) });
    }
  }
}

/** 200 when the payout is approved, 202 while another approval is needed. @throws {Response} why it is not */
export function approvalStatus(result: ApprovalOutcome): 200 | 202 {
  switch (result.outcome) {
    case 'approved':
      return 200;
    case 'needs_another':
    case 'already_approved':
      return 202;
    case 'not_found':
      throw notFound('payout');
    case 'wrong_state':
      throw wrongState(result.status);
    case 'own_payout':
      throw problem({
        status: 403,
        code: 'own_payout',
        detail: 'Nobody approves a payout of a partner they belong to, or one they requested as the partner.',
      });
    case 'changed':
      throw problem({
        status: 409,
        code: 'changed',
        detail:
          'What this payout pays has changed since it was requested. Reject it; the partner can ask again.',
      });
    case 'not_active':
    case 'no_account': {
      const detail = 'The partner is not active or its account cannot receive transfers.';
      throw problem({ status: 422, code: refusalCodes[result.outcome], detail });
    }
  }
}

/** 409 with where the payout stands. */
export function wrongState(status: PayoutStatus): Response {
  return problem({ status: 409, code: 'wrong_state', detail: `The payout is ${status}.` });
}
