import { type Claim, claimKey } from '~/domain/commission/claim';
import { capAmounts } from '~/domain/commission/replay';
import { judgeCustomers, judgePurchases, loadSubjects, type Subjects } from '../judge-subjects.server';
import type { SettledCustomer, SettledPurchase } from '../write-book.server';
import { portions, type Snapshot } from './snapshot.server';

const CUSTOMERS_AT_ONCE = 500;
const PURCHASES_AT_ONCE = 2_000;

/** Some of the program, as the rules see it now. */
export interface Judged {
  customers: SettledCustomer[];
  purchases: SettledPurchase[];
  /** what the rules looked up for them */
  subjects: Subjects;
}

type Batch = { customerIds: string[]; purchaseIds: string[] };

/** Customers in groups that share an e-mail domain, because one's credit may follow another's; then purchases without a customer. */
async function batchesOf({ tx }: Snapshot): Promise<Batch[]> {
  const customers = await tx.$queryRaw<Array<{ ids: string[] }>>`
    select array_agg(id order by id) as ids from customer group by coalesce(match_domain, 'customer ' || id) order by min(id)`;
  const batches: Batch[] = [];
  let ids: string[] = [];
  for (const group of customers) {
    ids.push(...group.ids);
    if (ids.length < CUSTOMERS_AT_ONCE) continue;
    batches.push({ customerIds: ids, purchaseIds: [] });
    ids = [];
  }
  if (ids.length > 0) batches.push({ customerIds: ids, purchaseIds: [] });
  const purchases = await tx.payment.findMany({
    where: { customerId: null },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const lone = portions(
    purchases.map((row) => row.id),
    PURCHASES_AT_ONCE,
  );
  return [...batches, ...lone.map((purchaseIds) => ({ customerIds: [], purchaseIds }))];
}

async function judge({ tx, now }: Snapshot, { customerIds, purchaseIds }: Batch): Promise<Judged> {
  const group = await tx.customer.findMany({ where: { id: { in: customerIds } } });
  const subjects = await loadSubjects(tx, now, { group, purchaseIds });
  const customers = await judgeCustomers(tx, group, subjects);
  return { customers, purchases: judgePurchases(subjects), subjects };
}

/** A claim as far as caps are concerned: a million of them are held at once. */
function slim(claim: Claim): Claim {
  return { ...claim, freezes: [], reversals: [] };
}

/**
 * Judges the whole program twice, in batches: first to know what the caps leave of each claim over the whole program, then to hand every
 * batch to `look` with those amounts. Nothing stored is believed but the facts.
 */
export async function judgeProgram(
  snapshot: Snapshot,
  look: (judged: Judged, amountOf: (claim: Claim) => bigint) => Promise<void>,
): Promise<void> {
  const batches = await batchesOf(snapshot);
  const only = batches.length === 1 && batches[0] ? await judge(snapshot, batches[0]) : null;
  const capped: Claim[] = [];
  for (const [index, batch] of batches.entries()) {
    snapshot.progress(index, 2 * batches.length, 'replaying');
    const { customers, purchases } = only ?? (await judge(snapshot, batch));
    for (const { evaluation } of [...customers, ...purchases]) {
      for (const claim of evaluation.claims)
        if (claim.capPerPartnerMonth !== null || claim.capPerCustomer !== null) capped.push(slim(claim));
    }
  }
  const clipped = new Map<string, bigint>();
  const uncapped = new Map(capped.map((claim) => [claimKey(claim), claim.uncapped]));
  for (const [key, amount] of capAmounts(capped)) if (amount !== uncapped.get(key)) clipped.set(key, amount);
  uncapped.clear();
  capped.length = 0;
  const amountOf = (claim: Claim) => clipped.get(claimKey(claim)) ?? claim.uncapped;
  for (const [index, batch] of batches.entries()) {
    snapshot.progress(batches.length + index, 2 * batches.length, 'comparing with the books');
    await look(only ?? (await judge(snapshot, batch)), amountOf);
  }
}
