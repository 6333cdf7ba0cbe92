import { type CommissionFlag, commissionFlags } from '~/domain/commission/commission-flags';
import type { SkipReason } from '~/domain/commission/share';
import { type CommissionQuery, readCommissionQuery } from '~/routes/portal/commission-filter';

const skips: Record<string, SkipReason | undefined> = { needs_rate: 'needs_rate', nothing: undefined };

/** What an address narrows an admin's commissions to. */
export interface AdminCommissionQuery extends CommissionQuery {
  /** an id or a handle */
  partner: string | null;
  flag: CommissionFlag | 'needs_rate' | 'nothing' | null;
}

export const flagWords: Record<NonNullable<AdminCommissionQuery['flag']>, string> = {
  frozen: 'Frozen',
  capped: 'Clipped by a cap',
  reversed_in_part: 'Taken back in part',
  needs_rate: 'Needs a rate',
  nothing: 'Earned nothing',
};

const PARTNER = /^[\w.-]{1,64}$/;

/** What cannot be read narrows nothing. */
export function readAdminQuery(params: URLSearchParams): AdminCommissionQuery {
  const partner = (params.get('partner') ?? '').trim();
  const flag = params.get('flag');
  return {
    ...readCommissionQuery(params),
    partner: PARTNER.test(partner) ? partner : null,
    flag: flagNames.find((one) => one === flag) ?? null,
  };
}

const flagNames = [...commissionFlags, 'needs_rate', 'nothing'] as const;

/** Whether the flag asks for what earned nothing, and for which reason; null: it asks for commissions. */
export function skipsAskedFor(flag: AdminCommissionQuery['flag']): { reason?: SkipReason } | null {
  if (flag === null || !(flag in skips)) return null;
  const reason = skips[flag];
  return reason ? { reason } : {};
}
