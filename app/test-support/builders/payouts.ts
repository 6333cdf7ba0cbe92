import { availableOf, COMMISSION_EXPENSE } from '~/domain/ledger/accounts';
import { lockBalances, postTransactions, provenBalance } from '~/domain/ledger/ledger.server';
import type { PartnerStatus } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { createRecipientAccount } from '~/platform/stripe-accounts.server';
import { onboardSandboxAccount } from '~/platform/stripe-sandbox.server';
import { transaction } from '~/platform/transaction.server';

let counter = 0;
const unique = (prefix: string) => `${prefix}-${process.pid.toString(36)}${(counter++).toString(36)}`;

/** A person; mail confirmed unless said otherwise. */
export async function buildUser(options: { role?: 'admin' | 'partner'; verified?: boolean } = {}) {
  const { role = 'partner', verified = true } = options;
  const handle = unique(role);
  return db.user.create({
    data: {
      id: newId('usr'),
      email: `${handle}@people.test`,
      name: handle,
      role,
      emailVerifiedAt: verified ? new Date(0) : null,
    },
  });
}

/** An active partner with an onboarded account at the Stripe-compatible server, and a member who owns it. */
export async function buildPayablePartner(
  options: { status?: PartnerStatus; account?: boolean; automatic?: boolean } = {},
) {
  const { status = 'active', account = true, automatic = true } = options;
  const handle = unique('partner');
  const owner = await buildUser();
  let stripeAccountId: string | null = null;
  if (account) {
    const recipient = { email: owner.email, name: handle, country: 'US', idempotencyKey: `test:${handle}` };
    const made = await createRecipientAccount({ ...recipient, partnerId: handle });
    if (made.outcome !== 'ok') throw new Error(`no account: ${JSON.stringify(made)}`);
    await onboardSandboxAccount(made.value);
    stripeAccountId = made.value;
  }
  const partner = await db.partner.create({
    data: {
      id: newId('par'),
      handle,
      kind: 'affiliate',
      name: `Partner ${handle}`,
      email: owner.email,
      status,
      termsKey: 'developer',
      automaticPayout: automatic,
      stripeAccountId,
      payable: account,
      createdAt: new Date(0),
      members: { create: { userId: owner.id, role: 'owner', joinedAt: new Date(0) } },
    },
  });
  return { partner, owner };
}

/** A customer, to name in statements. */
export async function buildCustomer() {
  const externalId = unique('customer');
  return db.customer.create({
    data: {
      id: newId('cus'),
      externalId,
      email: `ann@${externalId}.test`,
      emailDomain: `${externalId}.test`,
      matchDomain: `${externalId}.test`,
      signedUpAt: new Date(0),
      createdAt: new Date(0),
    },
  });
}

/** A released commission, with the money available in the ledger. */
export async function buildReleasedCommission(partnerId: string, amount: bigint, releasedAt: Instant = 0) {
  const customer = await buildCustomer();
  const at = new Date(releasedAt);
  const commission = await db.commission.create({
    data: {
      id: newId('com'),
      partnerId,
      customerId: customer.id,
      rewardKey: 'tier-1',
      termsKey: 'developer',
      termsVersion: 1,
      causeKey: `customer:${customer.externalId}`,
      uncapped: amount,
      amount,
      currency: 'USD',
      status: 'released',
      accruedAt: at,
      dueAt: at,
      vestedAt: at,
      releasedAt: at,
      createdAt: at,
    },
  });
  await postAvailable(partnerId, { commissionId: commission.id, amount, at: releasedAt, cause: 'released' });
  return commission;
}

/** What a refund does to a released commission: less of it counts, and the ledger takes it from available. */
export async function reverseCommission(commissionId: string, amount: bigint): Promise<void> {
  const before = await db.commission.findUniqueOrThrow({ where: { id: commissionId } });
  const reversed = before.reversed + amount;
  await db.commission.update({
    where: { id: commissionId },
    data: {
      reversed,
      ...(reversed === before.amount
        ? { status: 'reversed', reversedAt: new Date(0), reversalReason: 'refund' }
        : {}),
    },
  });
  await postAvailable(before.partnerId, {
    commissionId,
    amount: -amount,
    at: 0,
    cause: `reversed:${reversed}`,
  });
}

async function postAvailable(
  partnerId: string,
  { commissionId, amount, at, cause }: { commissionId: string; amount: bigint; at: Instant; cause: string },
): Promise<void> {
  await transaction(async (tx) => {
    await lockBalances(tx, [partnerId], 'USD');
    await postTransactions(tx, [
      {
        kind: 'release',
        causeKey: `test:${commissionId}:${cause}`,
        partnerId,
        commissionId,
        currency: 'USD',
        effectiveAt: at,
        recordedAt: at,
        entries: [
          { account: COMMISSION_EXPENSE, amount: -amount },
          { account: availableOf(partnerId), amount },
        ],
      },
    ]);
  });
}

/** The cached balance and the one proven by the entries. */
export async function balanceOf(partnerId: string) {
  const cached = await db.partnerBalance.findFirst({ where: { partnerId, currency: 'USD' } });
  const proven = await transaction((tx) => provenBalance(tx, partnerId, 'USD'));
  const { pending = 0n, available = 0n, inTransit = 0n, paid = 0n } = cached ?? {};
  return { cached: { pending, available, inTransit, paid }, proven };
}
