import { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { manualDestination } from './manual-details';
import type { PayoutMethod } from './payout-country';

/** What payouts must know of a partner. */
export interface PayoutPartner {
  id: string;
  handle: string;
  name: string;
  email: string;
  country: string | null;
  active: boolean;
  method: PayoutMethod;
  /** the Stripe account; null: none connected */
  accountId: string | null;
  /** what a payout requested now would name: the Stripe account, or `manual:<id>` (ADR-0091); null: there is nowhere to pay to */
  destination: string | null;
  /** money can be sent there: the account can receive transfers and be paid out, as Stripe last said, or there are bank details */
  payable: boolean;
  /** where money goes was changed then; naming it for the first time is no change */
  destinationChangedAt: Instant | null;
}

export async function loadPayoutPartner(tx: Tx, partnerId: string): Promise<PayoutPartner | undefined> {
  const row = await tx.partner.findUnique({ where: { id: partnerId } });
  if (!row) return undefined;
  const { id, handle, name, email, country, stripeAccountId: accountId } = row;
  const place = payoutPlace(row);
  return {
    ...{ id, handle, name, email, country, accountId },
    active: row.status === 'active',
    method: place.method,
    destination: place.destination,
    payable: place.payable,
    destinationChangedAt: row.destinationChangedAt?.getTime() ?? null,
  };
}

interface PlaceColumns {
  payoutMethod: string;
  stripeAccountId: string | null;
  payable: boolean;
  manualDestinationId: string | null;
}

/** Where a partner's row says it is paid. */
export function payoutPlace(row: PlaceColumns): Pick<PayoutPartner, 'method' | 'destination' | 'payable'> {
  if (row.payoutMethod === 'manual') {
    const id = row.manualDestinationId;
    return {
      method: 'manual',
      destination: id === null ? null : manualDestination(id),
      payable: id !== null,
    };
  }
  const destination = row.stripeAccountId;
  return { method: 'stripe', destination, payable: row.payable && destination !== null };
}

/** Whether the partner ever named another place for its money than this account. */
async function hadAnother(tx: Tx, partnerId: string, accountId: string | null): Promise<boolean> {
  const accounts = await tx.stripeAccount.count({
    where: { partnerId, ...(accountId === null ? {} : { id: { not: accountId } }) },
  });
  return accounts > 0 || (await tx.manualDestination.count({ where: { partnerId } })) > 0;
}

/**
 * Connects an account where none is.
 * @returns the account the partner has now: another one if somebody was faster; null for no partner
 */
export async function connectAccount(
  tx: Tx,
  partnerId: string,
  accountId: string,
  at: Instant,
): Promise<string | null> {
  const changes = await hadAnother(tx, partnerId, accountId);
  const { count } = await tx.partner.updateMany({
    where: { id: partnerId, stripeAccountId: null },
    data: {
      stripeAccountId: accountId,
      payable: false,
      accountRequirements: Prisma.DbNull,
      ...(changes ? { destinationChangedAt: new Date(at) } : {}),
    },
  });
  if (count === 1) {
    const row = { id: accountId, partnerId, connectedAt: new Date(at), refreshDueAt: new Date(at) };
    await tx.stripeAccount.createMany({ data: [row], skipDuplicates: true });
  }
  const row = await tx.partner.findUnique({ where: { id: partnerId }, select: { stripeAccountId: true } });
  return row?.stripeAccountId ?? null;
}

/** What Stripe says of an account, as it is kept. */
export interface StatedAccount {
  id: string;
  payable: boolean;
  requirements: object;
  country: string | null;
  external: { id: string; label: string } | null;
}

/** What keeping it brought about. */
export interface AccountChange {
  partnerId: string;
  /** payability is another now */
  payable: boolean | null;
  /** money arrives somewhere else than before */
  moved: boolean;
}

/**
 * Keeps what Stripe says of an account. Another bank account, or the first one of an account that takes the place of another, is a change of
 * destination; the first of all is not.
 * @returns undefined for an account that is nobody's
 */
export async function saveAccount(
  tx: Tx,
  stated: StatedAccount,
  at: Instant,
): Promise<AccountChange | undefined> {
  const { id, payable, requirements, country, external } = stated;
  await tx.$queryRaw`select 1 from partner where stripe_account_id = ${id} for no key update`;
  const before = await tx.partner.findUnique({ where: { stripeAccountId: id } });
  if (!before) return undefined;
  const partnerId = before.id;
  const known = await tx.stripeAccount.findUnique({ where: { id } });
  const moved =
    external !== null &&
    external.id !== known?.externalAccount &&
    (known?.externalAccount != null || (await hadAnother(tx, partnerId, id)));
  await tx.partner.update({
    where: { id: partnerId },
    data: {
      payable,
      accountRequirements: requirements as Prisma.InputJsonObject,
      ...(moved ? { destinationChangedAt: new Date(at) } : {}),
    },
  });
  const data = {
    country,
    // an account taken away keeps the last one it had: what comes next is another one
    ...(external === null ? {} : { externalAccount: external.id, externalLabel: external.label }),
    ...(external !== null && external.id !== known?.externalAccount ? noFailure : {}),
    deauthorizedAt: null,
  };
  await tx.stripeAccount.upsert({
    where: { id },
    create: { id, partnerId, connectedAt: new Date(at), refreshDueAt: new Date(at), ...data },
    update: data,
  });
  return { partnerId, payable: before.payable === payable ? null : payable, moved };
}

const noFailure = { bankStatus: null, bankFailureCode: null, bankFailureMessage: null } as const;

/**
 * An account is not ours to pay to any more: the partner has none until it connects another.
 * @returns the partner; undefined when the account was nobody's
 */
export async function disconnectAccount(tx: Tx, accountId: string, at: Instant): Promise<string | undefined> {
  const partner = await tx.partner.findUnique({
    where: { stripeAccountId: accountId },
    select: { id: true, createdAt: true },
  });
  if (!partner) return undefined;
  await tx.partner.update({
    where: { id: partner.id },
    data: { stripeAccountId: null, payable: false, accountRequirements: Prisma.DbNull },
  });
  const gone = { deauthorizedAt: new Date(at), refreshDueAt: null };
  const row = { id: accountId, partnerId: partner.id, connectedAt: partner.createdAt };
  await tx.stripeAccount.upsert({ where: { id: accountId }, create: { ...row, ...gone }, update: gone });
  return partner.id;
}

/** How a payout of Stripe's to the partner's bank ended. */
export interface BankResult {
  payoutId: string;
  /** when Stripe made it */
  at: Instant;
  status: 'paid' | 'failed' | 'canceled';
  failureCode: string | null;
  failureMessage: string | null;
}

/**
 * Keeps how the latest payout to a bank ended; an older one that is heard of later changes nothing.
 * @returns the partner when this is news; undefined otherwise
 */
export async function saveBankResult(
  tx: Tx,
  accountId: string,
  result: BankResult,
  now: Instant,
): Promise<{ partnerId: string; email: string } | undefined> {
  const partner = await tx.partner.findUnique({ where: { stripeAccountId: accountId } });
  if (!partner) return undefined;
  const row = {
    id: accountId,
    partnerId: partner.id,
    connectedAt: new Date(now),
    refreshDueAt: new Date(now),
  };
  await tx.stripeAccount.createMany({ data: [row], skipDuplicates: true });
  const failed = result.status === 'failed';
  const data = {
    bankPayoutId: result.payoutId,
    bankPayoutAt: new Date(result.at),
    bankStatus: result.status,
    bankFailureCode: failed ? result.failureCode : null,
    bankFailureMessage: failed ? result.failureMessage : null,
  };
  const { count } = await tx.stripeAccount.updateMany({
    where: {
      id: accountId,
      OR: [
        { bankPayoutId: null },
        { bankPayoutId: { not: result.payoutId }, bankPayoutAt: { lte: new Date(result.at) } },
        { bankPayoutId: result.payoutId, bankStatus: { not: result.status } },
        { bankPayoutId: result.payoutId, bankStatus: null },
      ],
    },
    data,
  });
  return count === 1 ? { partnerId: partner.id, email: partner.email } : undefined;
}

/** Connected accounts that are to be asked about, the longest waiting first. @returns with what the next pause depends on */
export async function accountsToRefresh(
  tx: Tx,
  at: Instant,
  limit: number,
): Promise<Array<{ accountId: string; payable: boolean; vain: number }>> {
  return tx.$queryRaw`
    select p.stripe_account_id as "accountId", p.payable, coalesce(s.vain_refreshes, 0) as vain
    from partner p left join stripe_account s on s.id = p.stripe_account_id
    where p.stripe_account_id is not null and p.status not in ('closed', 'rejected')
      and (s.id is null or s.refresh_due_at <= ${new Date(at)})
    order by s.refresh_due_at nulls first, p.id limit ${limit}`;
}

/** When an account is asked about next. @param vain asked in vain since it last changed */
export async function setNextRefresh(
  tx: Tx,
  accountId: string,
  { at, vain }: { at: Instant; vain: number },
): Promise<void> {
  // an account that was never read yet has no row
  await tx.$executeRaw`
    insert into stripe_account (id, partner_id, connected_at, refresh_due_at, vain_refreshes)
    select stripe_account_id, id, created_at, ${new Date(at)}::timestamptz, ${vain}::int from partner where stripe_account_id = ${accountId}
    on conflict (id) do update set refresh_due_at = excluded.refresh_due_at, vain_refreshes = excluded.vain_refreshes`;
}
