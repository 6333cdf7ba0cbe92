import type { ClickLeaf } from '~/domain/chain/leaf';
import type { ChainRecord, CommissionRecord } from '~/domain/chain/record';
import {
  commissionRecord,
  ledgerRecord,
  payoutRecord,
  standingRecord,
  termsRecord,
} from '~/domain/chain/records-of-books';
import { tellCustomer, tellPurchase } from '~/domain/chain/records-of-customer';
import { claimKey } from '~/domain/commission/claim';
import type { EvaluationContext } from '~/domain/commission/evaluate';
import {
  type CommissionResult,
  lookups,
  type ProgramFacts,
  replay,
  selfReferralIn,
} from '~/domain/commission/replay';
import { entriesOf } from '~/domain/ledger/posting';
import { payoutPosting } from '~/domain/payout/posting';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { utcDate } from '~/kernel/time';
import { type ChainSource, exportOf } from './chain-export';
import { programOf } from './program-builder';
import type { Vector } from './vector';

type Played = Pick<Vector, 'partners' | 'clicks' | 'events' | 'until'>;

/**
 * A partner's chain, written from a program's facts by the pure rules alone: what the portal would export, without a portal.
 * @param options.payout pays out everything available at the end; byHand: at the program's bank instead of by Stripe
 */
export function chainOfProgram(
  played: Played,
  owner: string,
  options: { payout?: boolean; byHand?: boolean } = {},
): string {
  return exportOf(sourceOf(played, owner, options));
}

function sourceOf(
  played: Played,
  owner: string,
  { payout = false, byHand = false }: { payout?: boolean; byHand?: boolean },
): ChainSource {
  const program = programOf(played);
  const asOf = Date.parse(played.until);
  const state = replay(program, asOf);
  const commissions = state.commissions.filter(({ claim }) => claim.partnerId === owner);
  const leaves = leavesOf(program, owner);
  const money = moneyOf(commissions, owner, { at: payout ? asOf : null, byHand });
  const days = [...leaves].map(([day]): ChainRecord => ({ type: 'clicks', day, count: 0, root: '' }));
  const records: ChainRecord[] = [
    { type: 'chain', format: 'tributary-chain/1', currency: 'USD' },
    ...program.terms.map(termsRecord),
    ...(program.partners.get(owner)?.standings ?? []).map((standing, index) =>
      standingRecord({ ...standing, id: BigInt(index + 1) }),
    ),
    ...toldOf(program, state, owner),
    ...money.records,
    ...days,
  ];
  return {
    chain: owner,
    asOf: new Date(asOf).toISOString(),
    records,
    leaves,
    heads: [
      { day: utcDate(asOf - 86_400_000), seq: Math.ceil(records.length / 2) },
      { day: utcDate(asOf), seq: records.length },
    ],
    balance: money.balance,
  };
}

function toldOf(program: ProgramFacts, state: ReturnType<typeof replay>, owner: string): ChainRecord[] {
  const context: EvaluationContext = {
    ...lookups(program),
    terms: program.terms,
    selfReferral: selfReferralIn(program),
  };
  const payments = [...program.customers.flatMap(({ facts }) => facts.payments), ...program.purchases];
  const currencies = new Map(payments.map((payment) => [payment.id, 'USD']));
  const customers = program.customers.flatMap(({ signUp, facts }): ChainRecord[] => {
    const found = state.customers.get(signUp.customerId);
    if (!found) return [];
    const told = tellCustomer({
      id: signUp.customerId,
      identity: { externalId: signUp.customerId, email: signUp.email, name: null },
      salt: 'salt',
      facts,
      currencies,
      referral: found.referral,
      credit: found.credits.at(-1),
      milestones: found.evaluation.milestones,
      context,
    }).get(owner);
    if (!told) return [];
    const customer = signUp.customerId;
    const uses = told.facts.filter((fact) => fact.fact === 'use');
    const others = told.facts.filter((fact) => fact.fact !== 'use');
    return [
      ...told.records,
      ...[uses, others]
        .filter((facts) => facts.length > 0)
        .map((facts): ChainRecord => ({ type: 'facts', customer, facts })),
    ];
  });
  const purchases = program.purchases.flatMap((payment): ChainRecord[] => {
    const told = tellPurchase(payment, { currency: 'USD', context });
    return told.owner === owner ? [{ type: 'facts', customer: null, facts: told.facts }] : [];
  });
  return [...customers, ...purchases];
}

function leavesOf(program: ProgramFacts, owner: string): Map<string, ClickLeaf[]> {
  const own = program.clicks.filter((click) => click.partnerId === owner);
  const leaves = own.map((click): ClickLeaf & { day: string } => ({
    id: click.id,
    seq: String(click.seq),
    at: new Date(click.at).toISOString(),
    channel: click.channel,
    link: null,
    source: click.source,
    windowDays: click.windowDays,
    unique: true,
    visit: '0'.repeat(64),
    day: utcDate(click.at),
  }));
  const byDay = [...groupBy(leaves, (leaf) => leaf.day)].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(byDay.map(([day, all]) => [day, all.map(({ day: _day, ...leaf }) => leaf)]));
}

/** Commissions, the ledger and a payout of everything available. */
function moneyOf(
  commissions: readonly CommissionResult[],
  owner: string,
  { at: paidAt, byHand }: { at: number | null; byHand: boolean },
) {
  const at = paidAt === null ? null : new Date(paidAt);
  const destination = byHand ? 'manual:md_1' : 'acct_1';
  const worthOf = ({ state }: CommissionResult) =>
    state.releasedAt === null ? 0n : state.amount - state.reversed;
  const items = commissions
    .filter((one) => worthOf(one) > 0n)
    .map((one) => ({ commissionId: idOf(one), amount: worthOf(one) }));
  const available = sum(items.map((item) => item.amount));
  const rows = commissions.map((one) => rowOf(one, worthOf(one) > 0n ? at : null));
  let id = 0n;
  const head = { payoutId: null, cancelsId: null, currency: 'USD' };
  const movements = commissions.flatMap((one) =>
    one.state.movements.map((movement) => {
      id += 1n;
      const entries = entriesOf(owner, movement).map(({ account, amount }) => ({
        account,
        amount: `${amount}`,
      }));
      const causeKey = `commission:${idOf(one)}:${id}`;
      const effectiveAt = new Date(movement.at);
      return ledgerRecord({
        ...head,
        id,
        kind: movement.kind,
        causeKey,
        effectiveAt,
        commissionId: idOf(one),
        entries,
      });
    }),
  );
  const paid: ChainRecord[] =
    at && available > 0n
      ? [
          payoutRecord({
            id: 'po_1',
            status: 'paid',
            amount: available,
            currency: 'USD',
            destination,
            manifestHash: '1'.repeat(64),
            requestedAt: at,
            decidedAt: at,
            paidAt: at,
            transferId: byHand ? 'manual:sepa-1' : 'tr_1',
            items,
          }),
          ...(['requested', 'paid'] as const).map((movement) => {
            id += 1n;
            const payout = { id: 'po_1', partnerId: owner, amount: available, currency: 'USD', destination };
            const { kind, causeKey, entries } = payoutPosting(movement, payout, { at: at.getTime() });
            const texts = entries.map(({ account, amount }) => ({ account, amount: `${amount}` }));
            return ledgerRecord({
              ...head,
              id,
              kind,
              causeKey,
              effectiveAt: at,
              commissionId: null,
              payoutId: 'po_1',
              entries: texts,
            });
          }),
        ]
      : [];
  const total = (side: 'pending' | 'available') =>
    sum(commissions.flatMap(({ state }) => state.movements.map((movement) => movement[side])));
  const out = paid.length > 0 ? available : 0n;
  return {
    records: [...rows, ...movements, ...paid],
    balance: {
      pending: String(total('pending')),
      available: String(total('available') - out),
      inTransit: '0',
      paid: String(out),
    },
  };
}

const idOf = ({ claim }: CommissionResult) => `com_${claimKey(claim)}`;
const date = (at: number | null) => (at === null ? null : new Date(at));

function rowOf(one: CommissionResult, paidAt: Date | null): CommissionRecord {
  const { claim, state } = one;
  return commissionRecord({
    id: idOf(one),
    customerId: claim.customerId,
    paymentRef: claim.cause.type === 'payment' ? claim.cause.id : null,
    slice: claim.cause.type === 'payment' ? claim.cause.slice : null,
    rewardKey: claim.rewardKey,
    termsKey: claim.termsKey,
    termsVersion: claim.termsVersion,
    basis: claim.basis,
    rateBps: claim.rateBps,
    uncapped: claim.uncapped,
    amount: state.amount,
    reversed: state.reversed,
    status: state.status === 'released' && paidAt ? 'paid' : state.status,
    month: claim.month,
    accruedAt: new Date(claim.accruedAt),
    vestedAt: date(state.vestedAt),
    releasedAt: date(state.releasedAt),
    reversedAt: date(state.reversedAt),
    reversalReason: state.reversalReason,
    paidAt: state.status === 'released' ? paidAt : null,
    withdrawnAt: null,
  });
}
