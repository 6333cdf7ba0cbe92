import { recordAudit } from '~/domain/audit/audit.server';
import type { Scope } from '~/domain/identity/scope';
import { availableAt, lockBalances, postTransactions } from '~/domain/ledger/ledger.server';
import { isHeldByChange } from '~/domain/partner/account-state';
import { loadPayoutPartner } from '~/domain/partner/payout-account.server';
import { allocateItems } from '~/domain/payout/allocation';
import { ensureBatch, type NewBatch } from '~/domain/payout/batch-book.server';
import { checkRequest, type Refusal } from '~/domain/payout/eligibility';
import { manifestHash } from '~/domain/payout/manifest';
import { insertPayout } from '~/domain/payout/payout-book.server';
import { payoutPosting } from '~/domain/payout/posting';
import type { StatementHead } from '~/domain/payout/statement';
import { loadProgram } from '~/domain/program/program.server';
import { describeItems, loadPayableCommissions } from '~/domain/reporting/payable-commissions.server';
import { newId } from '~/kernel/ids';
import { invariant } from '~/kernel/invariant';
import { least, type MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { log } from '~/platform/log.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { sealPayout } from './seal-books.server';

export interface PayoutRequest {
  /** who asks; 'schedule' for the 1st of a month, 'operator' at the command line */
  by: Scope | 'schedule' | 'operator';
  /** ignored for a partner's own scope */
  partnerId: string;
  /** minor units; absent: everything available */
  amount?: MinorUnits | undefined;
  /** "2026-02", with 'schedule' only: at most one per partner and month */
  month?: string;
  /** requested together with others; made with its first payout */
  batch?: NewBatch;
  /** the program's clock */
  at: Instant;
}

/** With the figures a refusal is explained by. */
export type RequestOutcome =
  | { outcome: 'created'; payoutId: string; amount: MinorUnits; currency: string }
  | { outcome: Refusal; available: MinorUnits; minimum: MinorUnits; currency: string }
  | { outcome: 'not_found' }
  | { outcome: 'already_requested' };

function originOf(by: PayoutRequest['by']): 'partner' | 'schedule' | 'admin' | 'api' {
  if (by === 'schedule') return 'schedule';
  if (by === 'operator') return 'admin';
  if (by.kind === 'admin') return 'admin';
  return by.keyId ? 'api' : 'partner';
}

const asPartner = (by: PayoutRequest['by']) => typeof by !== 'string' && by.kind === 'partner';

/** A signed-in partner's address must be confirmed; a key was made by somebody whose was, an admin asks in office. */
async function hasVerifiedMail(tx: Tx, by: PayoutRequest['by']): Promise<boolean> {
  if (typeof by === 'string' || by.kind === 'admin' || by.keyId !== null || by.userId === null) return true;
  const user = await tx.user.findUnique({ where: { id: by.userId }, select: { emailVerifiedAt: true } });
  return user?.emailVerifiedAt != null;
}

/**
 * Asks for a payout (domain.md section 9): everything available or a smaller amount, at least the minimum. In one transaction, under the
 * lock of the partner's balance: its commissions are allocated, the manifest frozen, and the money moves from available to in transit.
 */
export async function requestPayout(request: PayoutRequest): Promise<RequestOutcome> {
  const { by } = request;
  const partnerId = typeof by !== 'string' && by.kind === 'partner' ? by.partnerId : request.partnerId;
  return transaction((tx) => requestIn(tx, { ...request, partnerId }));
}

async function requestIn(tx: Tx, request: PayoutRequest): Promise<RequestOutcome> {
  const { currency, minimumPayout: minimum, name: program } = await loadProgram(tx);
  const known = await loadPayoutPartner(tx, request.partnerId);
  if (!known) return { outcome: 'not_found' };
  const balance = (await lockBalances(tx, [known.id], currency)).get(known.id);
  // read again: what was decided about the partner while we waited for the lock counts
  const partner = await loadPayoutPartner(tx, known.id);
  invariant(balance && partner, 'a partner and its balance stay');
  const available = await availableTo(tx, request, balance.available, currency);
  const verdict = checkRequest({
    available,
    minimum,
    amount: request.amount,
    partnerActive: partner.active,
    payable: partner.payable,
    // an admin's and the 1st's request wait for an approval that shows the change; who took an account over asks as the partner
    changedLately: asPartner(request.by) && isHeldByChange(partner.destinationChangedAt, request.at),
    emailVerified: await hasVerifiedMail(tx, request.by),
  });
  const figures = { available, minimum, currency };
  if (verdict.outcome !== 'eligible') return { outcome: verdict.outcome, ...figures };
  const { handle, name } = partner;
  return create(tx, request, {
    ...figures,
    amount: verdict.amount,
    destination: partner.destination ?? '',
    head: { program, partner: { handle, name } },
  });
}

/** A run of the 1st that comes late asks for what there was on the 1st, and never for what has been taken back since (ADR-0077). */
async function availableTo(
  tx: Tx,
  { by, partnerId, at }: PayoutRequest,
  present: MinorUnits,
  currency: string,
): Promise<MinorUnits> {
  return by === 'schedule' ? least(present, await availableAt(tx, partnerId, currency, at)) : present;
}

interface Figures {
  available: MinorUnits;
  minimum: MinorUnits;
  currency: string;
  amount: MinorUnits;
  destination: string;
  head: StatementHead;
}

async function create(
  tx: Tx,
  { by, partnerId, month, batch, at }: PayoutRequest,
  figures: Figures,
): Promise<RequestOutcome> {
  const { amount, currency, destination, available, minimum } = figures;
  const commissions = await loadPayableCommissions(tx, partnerId, currency);
  const allocation = allocateItems(commissions, amount);
  if (allocation.outcome === 'not_covered') {
    log.error({ partnerId, available: available.toString() }, 'available money that no commission explains');
    return { outcome: 'not_covered', available, minimum, currency };
  }
  const { items } = allocation;
  const worth = new Map(commissions.map((commission) => [commission.id, commission.worth]));
  const id = newId('po', at);
  const payout = { id, partnerId, amount, currency, destination };
  const actor = typeof by === 'string' ? null : by;
  const hash = await manifestHash({
    payoutId: id,
    partnerId,
    amount,
    currency,
    destination,
    items: items.map((item) => ({ ...item, worth: worth.get(item.commissionId) ?? 0n })),
  });
  const inserted = await insertPayout(tx, {
    ...payout,
    manifestHash: hash,
    origin: originOf(by),
    month: month ?? null,
    requestedBy: actor?.userId ?? null,
    requestedAt: at,
    batchId: batch ? await ensureBatch(tx, batch) : null,
    items,
    statementHead: figures.head,
    statementLines: await describeItems(tx, items),
  });
  if (!inserted) return { outcome: 'already_requested' };
  // dated the 1st, booked when it is: a month that is closed stays as it is (ADR-0092)
  const recordedAt = Math.max(at, now());
  await postTransactions(tx, [payoutPosting('requested', payout, { at, recordedAt })]);
  await sealPayout(tx, id, recordedAt);
  const detail = { amount: amount.toString(), currency, destination, manifestHash: hash };
  await recordAudit(tx, {
    at,
    actor,
    action: 'payout.requested',
    subject: { type: 'payout', id },
    partnerId,
    detail,
  });
  return { outcome: 'created', payoutId: id, amount, currency };
}
