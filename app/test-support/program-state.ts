import { type ProgramState, replay } from '~/domain/commission/replay';
import { stageOf } from '~/domain/qualification/milestones';
import { commissionOrder } from './independent-model';
import { programOf } from './program-builder';
import type { RandomProgram } from './random-program';
import type { Vector } from './vector';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/**
 * What the product's pure rules make of a program at `until`, in the shape of a vector's `expect`: the balances from the movements that are booked,
 * not from the amounts that are shown.
 */
export function stateOf(program: RandomProgram): Vector['expect'] {
  const { customers, commissions } = replay(programOf(program), Date.parse(program.until));
  return {
    customers: Object.fromEntries([...customers].map(([id, customer]) => [id, shownCustomer(customer)])),
    commissions: commissions
      .map(({ claim, state }) => ({
        partner: claim.partnerId,
        customerId: claim.customerId,
        reward: claim.rewardKey,
        cause: claim.cause,
        month: claim.month,
        basis: claim.basis === null ? null : String(claim.basis),
        uncapped: String(claim.uncapped),
        amount: String(state.amount),
        reversed: String(state.reversed),
        status: state.status,
        accruedAt: iso(claim.accruedAt),
        vestedAt: iso(state.vestedAt),
        releasedAt: iso(state.releasedAt),
      }))
      .sort(commissionOrder),
    balances: balancesOf(program.partners, commissions),
  };
}

type Customer = ProgramState['customers'] extends Map<string, infer C> ? C : never;

function shownCustomer({ evaluation, referral, credits }: Customer): Vector['expect']['customers'][string] {
  const { milestones } = evaluation;
  const credit = credits.at(-1);
  const why = { reason: credit?.reason, clickId: credit?.click?.id ?? null };
  const who =
    referral?.channel === 'impact' ? { channel: 'impact' } : { partner: referral?.partnerId ?? null };
  return {
    stage: stageOf(milestones),
    milestones: Object.fromEntries(Object.entries(milestones).map(([name, at]) => [name, iso(at)])),
    referral: referral ? { ...who, ...why } : null,
  };
}

function balancesOf(
  partners: RandomProgram['partners'],
  commissions: ProgramState['commissions'],
): Vector['expect']['balances'] {
  const total = (amounts: bigint[]) => String(amounts.reduce((a, b) => a + b, 0n));
  return Object.fromEntries(
    partners.map(({ handle }) => {
      const own = commissions.filter(({ claim }) => claim.partnerId === handle).map(({ state }) => state);
      const movements = own.flatMap((state) => state.movements);
      return [
        handle,
        {
          accrued: total(own.filter((state) => state.status === 'accrued').map((state) => state.amount)),
          pending: total(movements.map((movement) => movement.pending)),
          available: total(movements.map((movement) => movement.available)),
        },
      ];
    }),
  );
}
