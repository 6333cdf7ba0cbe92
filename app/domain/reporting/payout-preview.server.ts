import type { AdminScope } from '~/domain/identity/scope';
import { allocateItems } from '~/domain/payout/allocation';
import { flagsOf, type PayoutFlag } from '~/domain/payout/batch-risk';
import { checkRequest } from '~/domain/payout/eligibility';
import { explainIneligible, type Ineligible } from '~/domain/payout/ineligible';
import { formatMoney, greatest, type MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { readSnapshot, type Tx } from '~/platform/transaction.server';
import { getPartnerRisks, lastBefore, type PartnerRisk, paidBefore } from './partner-risks.server';
import { loadPayableCommissions } from './payable-commissions.server';

/** What a request for everybody would do about one partner; amounts in minor units of the program's currency. */
export interface PreviewLine {
  partnerId: string;
  handle: string;
  name: string;
  /** what would be requested; for the others what is available, below zero after a clawback */
  amount: MinorUnits;
  /** the last cycle: the partner's last payout that was approved; null: none yet */
  last: MinorUnits | null;
  /** null: it would be requested */
  ineligible: { code: Ineligible; reason: string } | null;
  /** of the request; none for who gets none */
  flags: PayoutFlag[];
  /** the partner turned requests on the 1st off */
  automaticOff: boolean;
}

export interface Preview {
  currency: string;
  minimum: MinorUnits;
  /** those that would be requested first, then the rest; the largest amount first */
  lines: PreviewLine[];
}

interface PartnerRow {
  id: string;
  handle: string;
  name: string;
  status: string;
  automatic: boolean;
  available: bigint;
  frozen: bigint;
}

/**
 * The dry run of a request for everybody (domain.md section 9): who would be asked for, how much, how that differs from the last cycle, and
 * what stands out; and who would not, with the reason. Nothing is written.
 * @param scope who looks; null: the operator at the command line
 * @param options.now the program's clock
 * @param options.partnerIds narrows it to these
 */
export async function previewBatch(
  scope: AdminScope | null,
  { now, partnerIds }: { now: Instant; partnerIds?: readonly string[] | undefined },
): Promise<Preview> {
  const program = await db.program.findFirstOrThrow();
  const { currency, minimumPayout: minimum } = program;
  return readSnapshot(async (tx) => {
    const rows = await partnersWithMoney(tx, currency, partnerIds);
    const risks = await getPartnerRisks(
      scope,
      rows.map(({ id }) => id),
      now,
    );
    const lines: PreviewLine[] = [];
    for (const row of rows) {
      const risk = risks.get(row.id);
      if (risk) lines.push(await lineOf(tx, row, risk, { currency, minimum, now }));
    }
    const rank = (line: PreviewLine) => (line.ineligible === null ? 0 : 1);
    lines.sort((a, b) => rank(a) - rank(b) || (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0));
    return { currency, minimum, lines };
  });
}

function partnersWithMoney(
  tx: Tx,
  currency: string,
  partnerIds: readonly string[] | undefined,
): Promise<PartnerRow[]> {
  return tx.$queryRaw<PartnerRow[]>`
    select p.id, p.handle, p.name, p.status::text as status, p.automatic_payout as automatic,
      coalesce(b.available, 0)::bigint as available, coalesce(f.amount, 0)::bigint as frozen
    from partner p
      left join partner_balance b on b.partner_id = p.id and b.currency = ${currency}
      left join lateral (
        select sum(amount - reversed) as amount from commission
        where partner_id = p.id and currency = ${currency} and frozen and status = 'vested' and withdrawn_at is null) f on true
    where (coalesce(b.available, 0) <> 0 or coalesce(f.amount, 0) > 0)
      and (${partnerIds === undefined} or p.id = any(${[...(partnerIds ?? [])]}::text[]))
    order by p.id`;
}

interface Setting {
  currency: string;
  minimum: MinorUnits;
  now: Instant;
}

async function lineOf(tx: Tx, row: PartnerRow, risk: PartnerRisk, setting: Setting): Promise<PreviewLine> {
  const { currency, minimum, now } = setting;
  const { id: partnerId, handle, name, available: amount } = row;
  const line = {
    ...{ partnerId, handle, name, amount },
    last: lastBefore(risk, null),
    automaticOff: !row.automatic,
  };
  const facts = { available: amount, minimum, partnerActive: risk.active, payable: risk.payable };
  const { outcome } = checkRequest({ ...facts, emailVerified: true });
  const largest = outcome === 'eligible' ? await largestCustomer(tx, partnerId, amount, currency) : null;
  if (outcome === 'eligible' && largest !== null) {
    const flags = flagsOf(
      {
        ...{ amount, largestCustomer: largest, payable: true, partnerActive: true, unchanged: true },
        paidBefore: paidBefore(risk, null),
        destinationChangedAt: risk.destinationChangedAt,
        sales: risk.sales,
        salesTakenBack: risk.salesTakenBack,
        ownPartner: risk.own,
      },
      now,
    );
    return { ...line, ineligible: null, flags };
  }
  const code = outcome === 'eligible' ? 'not_covered' : outcome;
  const reason = explainIneligible(code, {
    status: row.status,
    hasAccount: risk.destination !== null,
    available: amount,
    owed: formatMoney(greatest(0n, -amount), currency),
    have: formatMoney(amount, currency),
    minimum: formatMoney(minimum, currency),
    frozen: row.frozen > 0n ? formatMoney(row.frozen, currency) : null,
  });
  return { ...line, ineligible: { code, reason }, flags: [] };
}

/** What one customer contributes at most to a request of everything; null when the commissions do not add up to it. */
async function largestCustomer(
  tx: Tx,
  partnerId: string,
  amount: MinorUnits,
  currency: string,
): Promise<MinorUnits | null> {
  const allocation = allocateItems(await loadPayableCommissions(tx, partnerId, currency), amount);
  if (allocation.outcome === 'not_covered') return null;
  const ids = allocation.items.map((item) => item.commissionId);
  const rows = await tx.$queryRaw<Array<{ id: string; customer: string }>>`
    select id, coalesce(customer_id, payment_ref, id) as customer from commission where id = any(${ids}::text[])`;
  const customerOf = new Map(rows.map(({ id, customer }) => [id, customer]));
  const totals = new Map<string, MinorUnits>();
  for (const item of allocation.items) {
    const customer = customerOf.get(item.commissionId) ?? item.commissionId;
    totals.set(customer, (totals.get(customer) ?? 0n) + item.amount);
  }
  return [...totals.values()].reduce(greatest, 0n);
}
