import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { decrypt, encrypt } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import { maskDetails } from './manual-details';
import type { PayoutMethod } from './payout-country';

const PURPOSE = 'bank details';

/** Writes down where a partner is paid by hand. Earlier details stay, for the payouts that name them. @returns their id */
export async function insertManualDestination(
  tx: Tx,
  { partnerId, details, by, at }: { partnerId: string; details: string; by: string | null; at: Instant },
): Promise<string> {
  const id = newId('md', at);
  // bound to its row: copied to another one, it does not open (ADR-0091)
  const sealed = encrypt(details, PURPOSE, id);
  await tx.manualDestination.create({
    data: { id, partnerId, details: sealed, createdBy: by, createdAt: new Date(at) },
  });
  return id;
}

/** Sets how a partner is paid. @param manualDestinationId what it is now; null: as before */
export async function savePayoutMethod(
  tx: Tx,
  partnerId: string,
  wish: { method: PayoutMethod; manualDestinationId: string | null; changedAt: Instant | null },
): Promise<void> {
  await tx.partner.update({
    where: { id: partnerId },
    data: {
      payoutMethod: wish.method,
      ...(wish.manualDestinationId === null ? {} : { manualDestinationId: wish.manualDestinationId }),
      ...(wish.changedAt === null ? {} : { destinationChangedAt: new Date(wish.changedAt) }),
    },
  });
}

/** Whether the partner ever named where its money goes. */
export async function hasNamedDestination(tx: Tx, partnerId: string): Promise<boolean> {
  const [manual, stripe] = [
    await tx.manualDestination.count({ where: { partnerId } }),
    await tx.stripeAccount.count({ where: { partnerId, externalAccount: { not: null } } }),
  ];
  if (manual + stripe > 0) return true;
  return (await tx.partner.count({ where: { id: partnerId, payable: true } })) > 0;
}

/** Bank details by their ids, in full: for the export alone, and to compare a partner's own with what it writes. Erased ones are absent. */
export async function readManualDetails(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.manualDestination.findMany({ where: { id: { in: [...ids] } } });
  return new Map(
    rows.flatMap(({ id, details }) =>
      details === null ? [] : [[id, decrypt(details, PURPOSE, id)] as const],
    ),
  );
}

/** Bank details as pages show them, by their ids: "•••• 3000". */
export async function maskedDetails(ids: readonly string[]): Promise<Record<string, string>> {
  const rows = await db.manualDestination.findMany({ where: { id: { in: [...ids] } } });
  return Object.fromEntries(
    rows.map(({ id, details }) => [
      id,
      details === null ? 'erased' : maskDetails(decrypt(details, PURPOSE, id)),
    ]),
  );
}
