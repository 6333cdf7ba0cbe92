import type { CommissionFilter } from '~/domain/commission/commissions.server';
import { startOfNextMonth } from '~/kernel/time';

export const commissionStatuses = ['accrued', 'vested', 'released', 'paid', 'reversed'] as const;

/** What an address narrows the commissions to. */
export interface CommissionQuery {
  status: (typeof commissionStatuses)[number] | null;
  /** a reward's key */
  reward: string | null;
  /** "2026-01": earned in that UTC month */
  month: string | null;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const REWARD = /^[\w-]{1,64}$/;

/** What cannot be read narrows nothing. */
export function readCommissionQuery(params: URLSearchParams): CommissionQuery {
  const reward = params.get('reward') ?? '';
  const month = params.get('month') ?? '';
  return {
    status: commissionStatuses.find((status) => status === params.get('status')) ?? null,
    reward: REWARD.test(reward) ? reward : null,
    month: MONTH.test(month) ? month : null,
  };
}

export function filterOf({ status, reward, month }: CommissionQuery): CommissionFilter {
  const from = month === null ? undefined : Date.parse(`${month}-01T00:00:00Z`);
  return {
    ...(status && { status }),
    ...(reward && { reward }),
    ...(from !== undefined && { from, to: startOfNextMonth(from) }),
  };
}
