import { approvalsNeeded } from '~/domain/payout/approval';
import { manifestHash } from '~/domain/payout/manifest';
import type { StatementLine } from '~/domain/payout/statement';
import type { Payout, PayoutItem } from '~/generated/prisma/client';
import { sum } from '~/kernel/money';
import { env } from '~/platform/env.server';
import { runPayoutQueries } from './payout-queries.server';
import { portions, type Snapshot } from './snapshot.server';

const PAYOUTS_AT_ONCE = 500;

type WithItems = Payout & { items: PayoutItem[]; approvals: Array<{ userId: string }> };

/** Payouts against their items, manifests, approvals, attempts, statements, ledger and log (domain.md section 9; reliability.md I6, I7, I12 to I15, I20). */
export async function checkPayouts(snapshot: Snapshot): Promise<void> {
  const { tx } = snapshot;
  await runPayoutQueries(snapshot);
  const ids = (await tx.payout.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).map(
    (row) => row.id,
  );
  for (const some of portions(ids, PAYOUTS_AT_ONCE)) {
    const payouts = await tx.payout.findMany({
      where: { id: { in: some } },
      include: { items: true, approvals: { select: { userId: true } } },
    });
    for (const payout of payouts) {
      checkItems(snapshot, payout);
      checkStatement(snapshot, payout);
      checkApprovalCount(snapshot, payout);
      await checkManifest(snapshot, payout);
    }
  }
}

function checkItems(snapshot: Snapshot, { id, amount, items }: WithItems): void {
  snapshot.looked('payouts.items', items.length);
  const total = sum(items.map((item) => item.amount));
  if (total === amount) return;
  const message = `is of ${amount} and its items sum to ${total}`;
  snapshot.found('payouts.items', `payout ${id}`, message, {
    amount: amount > total ? amount - total : total - amount,
  });
}

const linesOf = (payout: Payout) => payout.statementLines as unknown as StatementLine[];

/** The statement lists the items, each once. */
function checkStatement(snapshot: Snapshot, payout: WithItems): void {
  const lines = linesOf(payout);
  snapshot.looked('payouts.statement', lines.length);
  const told = lines.map((line) => `${line.commissionId} ${line.amount}`).sort();
  const carried = payout.items.map((item) => `${item.commissionId} ${item.amount}`).sort();
  const [unheard] = carried.filter((item) => !told.includes(item));
  const [invented] = told.filter((line) => !carried.includes(line));
  if (unheard === undefined && invented === undefined && told.length === carried.length) return;
  const message = `its statement and its items differ: ${[unheard && `item ${unheard} is not listed`, invented && `line ${invented} has no item`].filter(Boolean).join('; ') || 'a line stands twice'}`;
  snapshot.found('payouts.statement', `payout ${payout.id}`, message);
}

/** Money that moves was approved by as many admins as today's limit asks for; the limit is a setting, so it may have been another. */
function checkApprovalCount(
  snapshot: Snapshot,
  { id, amount, status, approvals, transferId }: WithItems,
): void {
  const moved = transferId !== null || ['approved', 'sending', 'paid', 'returned'].includes(status);
  if (!moved) return;
  snapshot.looked('payouts.approvals', 1);
  const needed = approvalsNeeded(amount, env.payoutSecondApprovalAbove);
  if (approvals.length >= needed) return;
  const message = `is ${status} with ${approvals.length} of ${needed} approvals`;
  const severity = approvals.length === 0 ? 'error' : 'warning';
  snapshot.found('payouts.approvals', `payout ${id}`, message, { severity, amount });
}

/** The hash that approvals bind, computed again from the items, each with what its commission was worth when it was asked for. */
async function checkManifest(snapshot: Snapshot, payout: WithItems): Promise<void> {
  snapshot.looked('payouts.manifest', 1);
  const worth = new Map(
    linesOf(payout).map((line) => [
      line.commissionId,
      line.releasedAt === null ? 0n : BigInt(line.commission) - BigInt(line.reversed),
    ]),
  );
  const { id, partnerId, amount, currency, destination, items } = payout;
  const of = { payoutId: id, partnerId, amount, currency, destination };
  const hashWith = (worthOf: (commissionId: string) => bigint) =>
    manifestHash({
      ...of,
      items: items.map(({ commissionId, amount: part }) => ({
        commissionId,
        amount: part,
        worth: worthOf(commissionId),
      })),
    });
  if ((await hashWith((commissionId) => worth.get(commissionId) ?? 0n)) === payout.manifestHash) return;
  // a commission that a late event had withdrawn was worth nothing, whatever its line says
  const clawed = new Map(items.map((item) => [item.commissionId, item.amount < 0n]));
  const withdrawn = (commissionId: string) =>
    clawed.get(commissionId) ? 0n : (worth.get(commissionId) ?? 0n);
  if ((await hashWith(withdrawn)) === payout.manifestHash) return;
  const message = `its manifest says ${payout.manifestHash}, which its items, amount, destination and statement do not give`;
  snapshot.found('payouts.manifest', `payout ${id}`, message, { amount });
}
