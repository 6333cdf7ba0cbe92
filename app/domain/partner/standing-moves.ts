import type { PartnerStatus } from './standing';

/** Where a partner may go from each status; closed and rejected ones can come back, a person decided so. */
export const standingMoves: Readonly<Record<PartnerStatus, readonly PartnerStatus[]>> = {
  pending: ['active', 'rejected'],
  active: ['paused', 'suspended', 'closed'],
  paused: ['active', 'suspended', 'closed'],
  suspended: ['active', 'closed'],
  rejected: ['active'],
  closed: ['active'],
};
