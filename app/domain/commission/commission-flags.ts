/** What stands out about a commission: held, clipped by a cap, or taken back in part. */
export const commissionFlags = ['frozen', 'capped', 'reversed_in_part'] as const;
export type CommissionFlag = (typeof commissionFlags)[number];
