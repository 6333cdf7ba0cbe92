import { loadProgram } from '~/domain/program/program.server';
import { partnersDueForPayout } from '~/domain/reporting/payable-commissions.server';
import { newId } from '~/kernel/ids';
import { type Instant, utcMonth } from '~/kernel/time';
import { log } from '~/platform/log.server';
import { transaction } from '~/platform/transaction.server';
import { applyEvents } from './apply-events.server';
import { requestPayout } from './request-payout.server';
import { settleDue } from './settle.server';

/**
 * The 1st of a month: a request for every eligible partner that has not turned that off, of everything available; an admin still approves
 * (domain.md section 9). They are the month's batch (ADR-0086). Once per partner and month, however often it runs; run late, it asks for what there was on the 1st (ADR-0077).
 * @param monthStart the month's first instant, which also dates the requests
 * @returns how many were requested
 */
export async function requestScheduledPayouts(monthStart: Instant): Promise<number> {
  // the worker's jobs run side by side: what was released by then must stand in the ledger first (ADR-0077)
  await applyEvents();
  await settleDue();
  const month = utcMonth(monthStart);
  const due = await transaction(async (tx) => {
    const { currency, minimumPayout } = await loadProgram(tx);
    return partnersDueForPayout(tx, { currency, minimum: minimumPayout, month });
  });
  const batch = {
    id: newId('pb', monthStart),
    origin: 'schedule',
    createdBy: null,
    month,
    at: monthStart,
  } as const;
  let requested = 0;
  for (const partnerId of due) {
    const result = await requestPayout({ by: 'schedule', partnerId, month, batch, at: monthStart });
    if (result.outcome === 'created') requested += 1;
    else log.info({ partnerId, month, outcome: result.outcome }, 'no payout was requested on the 1st');
  }
  return requested;
}
