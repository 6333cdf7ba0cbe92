import { groupBy } from '~/kernel/group';
import { type MinorUnits, sum } from '~/kernel/money';
import { addMonths, type Instant, utcMonth } from '~/kernel/time';
import { type Claim, claimKey } from './claim';
import { type CommissionState, lifeOf } from './life';
import { capAmounts } from './replay';

/** A claim with the instant up to which its customer's facts count. */
export interface JudgedClaim {
  claim: Claim;
  asOf: Instant;
}

/** What a partner has earned: vested and later, less what was taken back; and what qualifies while the customer has not paid. */
export interface Earned {
  earned: MinorUnits;
  qualifying: MinorUnits;
}

/** A month's change of what is owed: booked to pending, taken back, made available. */
export interface MonthFigures {
  vested: MinorUnits;
  reversed: MinorUnits;
  released: MinorUnits;
}

export interface SimulatedMonth {
  /** "2026-01" */
  month: string;
  now: MonthFigures;
  draft: MonthFigures;
}

/** Sums of a cap's pool. */
export interface CapSums {
  uncapped: MinorUnits;
  amount: MinorUnits;
}

/** A cap that clips now or under the draft. */
export interface CapBite {
  rewardKey: string;
  /** "2026-01" for a cap per partner and month; else null */
  month: string | null;
  /** the product's id, for a cap per customer; else null */
  customerId: string | null;
  /** null where the reward is not, or has no such cap */
  now: CapSums | null;
  draft: CapSums | null;
}

export interface PartnerComparison {
  now: Earned;
  draft: Earned;
  /** draft less now */
  difference: MinorUnits;
  commissions: { changed: number; added: number; removed: number };
  caps: CapBite[];
  /** every month from the first in which anything moves to the last */
  months: SimulatedMonth[];
}

interface Judged {
  claim: Claim;
  state: CommissionState;
}

/**
 * What one partner earns now and under the draft: both after caps, from all its claims, for a cap reaches over customers and terms
 * (domain.md sections 6 and 7).
 */
export function comparePartner(claims: {
  now: readonly JudgedClaim[];
  draft: readonly JudgedClaim[];
}): PartnerComparison {
  const now = judge(claims.now);
  const draft = judge(claims.draft);
  const before = earnedOf(now);
  const after = earnedOf(draft);
  return {
    now: before,
    draft: after,
    difference: after.earned - before.earned,
    commissions: changesOf(now, draft),
    caps: capBites(now, draft),
    months: monthsOf(now, draft),
  };
}

function judge(claims: readonly JudgedClaim[]): Judged[] {
  const amounts = capAmounts(claims.map(({ claim }) => claim));
  return claims.map(({ claim, asOf }) => ({
    claim,
    state: lifeOf(claim, amounts.get(claimKey(claim)) ?? claim.uncapped, asOf),
  }));
}

function earnedOf(judged: readonly Judged[]): Earned {
  const left = (states: readonly Judged[]) => sum(states.map(({ state }) => state.amount - state.reversed));
  return {
    earned: left(judged.filter(({ state }) => state.vestedAt !== null)),
    qualifying: left(judged.filter(({ state }) => state.status === 'accrued')),
  };
}

function changesOf(now: readonly Judged[], draft: readonly Judged[]): PartnerComparison['commissions'] {
  const before = new Map(now.map(({ claim, state }) => [claimKey(claim), fingerprint(state)]));
  const after = new Map(draft.map(({ claim, state }) => [claimKey(claim), fingerprint(state)]));
  const both = [...after].filter(([key]) => before.has(key));
  return {
    changed: both.filter(([key, print]) => before.get(key) !== print).length,
    added: after.size - both.length,
    removed: before.size - both.length,
  };
}

const fingerprint = ({ amount, reversed, status, vestedAt, releasedAt, releaseDueAt }: CommissionState) =>
  [amount, reversed, status, vestedAt, releasedAt, releaseDueAt].join(' ');

function capBites(now: readonly Judged[], draft: readonly Judged[]): CapBite[] {
  const before = capPools(now);
  const after = capPools(draft);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((id): CapBite[] => {
    const one = before.get(id);
    const two = after.get(id);
    const [rewardKey = '', month, customerId] = JSON.parse(id) as [string, string | null, string | null];
    if (![one, two].some((pool) => pool && pool.amount < pool.uncapped)) return [];
    return [
      {
        rewardKey,
        month: month ?? null,
        customerId: customerId ?? null,
        now: one ?? null,
        draft: two ?? null,
      },
    ];
  });
}

/** The sums of each cap's pool of one partner, as `capAmounts` makes the pools. */
function capPools(judged: readonly Judged[]): Map<string, CapSums> {
  const capped = judged.filter(
    ({ claim }) => claim.capPerPartnerMonth !== null || claim.capPerCustomer !== null,
  );
  const pools = groupBy(capped, ({ claim: { rewardKey, month, customerId, capPerPartnerMonth } }) =>
    JSON.stringify(capPerPartnerMonth === null ? [rewardKey, null, customerId] : [rewardKey, month, null]),
  );
  return new Map(
    [...pools].map(([id, members]) => [
      id,
      {
        uncapped: sum(members.map(({ claim }) => claim.uncapped)),
        amount: sum(members.map(({ state }) => state.amount)),
      },
    ]),
  );
}

const nothing = (): MonthFigures => ({ vested: 0n, reversed: 0n, released: 0n });

function monthsOf(now: readonly Judged[], draft: readonly Judged[]): SimulatedMonth[] {
  const before = figuresByMonth(now);
  const after = figuresByMonth(draft);
  return monthsBetween([...before.keys(), ...after.keys()]).map((month) => ({
    month,
    now: before.get(month) ?? nothing(),
    draft: after.get(month) ?? nothing(),
  }));
}

/** By the month in which the rules date a movement, whatever time a job ran. */
function figuresByMonth(judged: readonly Judged[]): Map<string, MonthFigures> {
  const months = new Map<string, MonthFigures>();
  for (const { kind, at, pending, available } of judged.flatMap(({ state }) => state.movements)) {
    const month = utcMonth(at);
    const figures = months.get(month) ?? nothing();
    if (kind === 'vest') figures.vested += pending + available;
    if (kind === 'reverse') figures.reversed -= pending + available;
    if (kind === 'release') figures.released += available;
    months.set(month, figures);
  }
  return months;
}

function monthsBetween(months: readonly string[]): string[] {
  const sorted = [...months].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: string[] = [];
  for (let at = Date.parse(`${first}-01T00:00:00Z`); utcMonth(at) <= last; at = addMonths(at, 1)) {
    all.push(utcMonth(at));
  }
  return all;
}

/** The months of several partners together. */
export function addMonthFigures(all: ReadonlyArray<readonly SimulatedMonth[]>): SimulatedMonth[] {
  const byMonth = groupBy(all.flat(), ({ month }) => month);
  const total = (figures: readonly MonthFigures[]): MonthFigures => ({
    vested: sum(figures.map(({ vested }) => vested)),
    reversed: sum(figures.map(({ reversed }) => reversed)),
    released: sum(figures.map(({ released }) => released)),
  });
  return monthsBetween([...byMonth.keys()]).map((month) => {
    const rows = byMonth.get(month) ?? [];
    return { month, now: total(rows.map(({ now }) => now)), draft: total(rows.map(({ draft }) => draft)) };
  });
}
