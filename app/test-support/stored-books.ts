import { isDeepStrictEqual } from 'node:util';
import { provenBalance } from '~/domain/ledger/ledger.server';
import { applyEvents } from '~/flows/apply-events.server';
import { settleDue } from '~/flows/settle.server';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';

/** Sets the clock, applies what has arrived and settles what is due, until nothing is. */
export async function settleAt(text: string): Promise<void> {
  await setClock({ at: Date.parse(text), running: false });
  for (;;) {
    const applied = await applyEvents();
    const settled = await settleDue();
    if (applied + settled === 0) return;
  }
}

export const iso = (at: Date | number | null) => (at === null ? null : new Date(at).toISOString());

/** What stands in the database of customers, commissions and balances, as sorted lines: to compare two ways of getting there. */
export async function storedBooks() {
  const commissions = await db.commission.findMany({
    where: { withdrawnAt: null },
    include: { customer: true },
  });
  const customers = await db.customer.findMany({ include: { referral: true } });
  const partners = await db.partner.findMany({ include: { balances: true } });
  return {
    commissions: commissions
      .map((row) =>
        [
          row.partnerId,
          row.rewardKey,
          row.causeKey,
          row.basis,
          row.uncapped,
          row.amount,
          row.reversed,
          row.status,
          row.month,
          iso(row.accruedAt),
          iso(row.vestedAt),
          iso(row.releasedAt),
        ].join(' '),
      )
      .sort(),
    customers: customers
      .map((row) =>
        [
          row.externalId,
          row.stage,
          iso(row.linkedAt),
          iso(row.activatedAt),
          iso(row.paidAt),
          iso(row.sustainedAt),
          iso(row.churnedAt),
          row.referral?.partnerId ?? row.referral?.channel,
          row.referral?.reason,
          row.referral?.clickId,
        ].join(' '),
      )
      .sort(),
    balances: partners
      .map(({ id, balances }) => `${id} ${balances[0]?.pending ?? 0n} ${balances[0]?.available ?? 0n}`)
      .sort(),
  };
}

/** Transactions that do not sum to zero, and balances that are not the sums of their entries. */
export async function ledgerProblems(): Promise<unknown[]> {
  const unbalanced = await db.$queryRaw<
    unknown[]
  >`select transaction_id from ledger_entry group by 1 having sum(amount) <> 0`;
  const wrong: unknown[] = [];
  for (const { partnerId, currency, ...cached } of await db.partnerBalance.findMany()) {
    const proven = await transaction((tx) => provenBalance(tx, partnerId, currency));
    if (!isDeepStrictEqual(cached, proven)) wrong.push({ partnerId, cached, proven });
  }
  return [...unbalanced, ...wrong];
}

/** What stands in the ledger, cancelled pairs left out: partner, kind, date, accounts. A cause is named by what it is for. */
export async function standingLedger(): Promise<string[]> {
  const rows = await db.$queryRaw<Array<{ line: string }>>`
    select concat_ws(' ', p.handle, t.kind, to_char(t.effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
      coalesce(c.reward_key || ' ' || c.cause_key, o.month, ''),
      (select string_agg(split_part(e.account, ':', 3) || ' ' || e.amount, ', ' order by e.account) from ledger_entry e
       where e.transaction_id = t.id and e.account <> 'commission_expense')) as line
    from ledger_transaction t join partner p on p.id = t.partner_id
      left join commission c on c.id = t.commission_id left join payout o on o.id = t.payout_id
    where t.cancels_id is null and not exists (select from ledger_transaction x where x.cancels_id = t.id)`;
  return rows.map((row) => row.line).sort();
}

/** Invitations as they stand: agency, domain, instant, status, why. */
export async function storedInvitations(): Promise<string[]> {
  const rows = await db.invitation.findMany({ include: { partner: true } });
  return rows
    .map((row) =>
      [row.partner.handle, row.domain, iso(row.at), row.status, row.reason ?? ''].join(' ').trim(),
    )
    .sort();
}
