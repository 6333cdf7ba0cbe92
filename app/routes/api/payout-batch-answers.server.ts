import type { z } from 'zod';
import type { AdminScope } from '~/domain/identity/scope';
import { batchManifest } from '~/domain/payout/batch-manifest';
import { approvalsOfBatch, type BatchView, getBatch } from '~/domain/payout/batches.server';
import { type Preview, previewBatch } from '~/domain/reporting/payout-preview.server';
import { requestBatch } from '~/flows/request-batch.server';
import { now } from '~/platform/clock.server';
import { notFound } from '~/platform/http.server';
import { type BatchRow, readBatchRows } from '~/routes/batch-rows.server';
import type { createPayoutBatch, PayoutBatch, readPayoutBatch } from './operations/payout-batches';
import { presentPayout } from './present';
import { iso, money } from './schema';

/** A batch as the API's JSON. */
export function presentBatch(batch: BatchView): z.input<typeof PayoutBatch> {
  const { id, origin, month, createdBy, payouts, held } = batch;
  return {
    ...{ id, origin, month, createdBy, payouts, stopped: held },
    createdAt: iso(batch.createdAt),
    amount: money(batch.amount, batch.currency),
  };
}

/** A batch with its payouts and approvals. @throws {Response} 404 */
export async function batchJson(
  scope: AdminScope,
  id: string,
): Promise<z.input<(typeof readPayoutBatch)['answer']>> {
  const batch = await getBatch(scope, id);
  if (!batch) throw notFound('batch');
  const [rows, approvals] = await Promise.all([readBatchRows(scope, id), approvalsOfBatch(scope, id)]);
  const clean = rows.filter(
    ({ place }) => place.place === 'decide' && place.choosable && place.group === 'clean',
  );
  const manifest = await batchManifest(
    id,
    clean.map(({ id: payoutId, ...row }) => ({ payoutId, ...row })),
  );
  return {
    ...presentBatch(batch),
    items: rows.map(presentRow),
    clean: {
      manifestHash: manifest.hash,
      amount: money(manifest.total, batch.currency),
      payouts: clean.map(({ id: payoutId, manifestHash }) => ({ payoutId, manifestHash })),
    },
    approvals: approvals.map(
      ({ at, amount, currency, outcomes: results, id: approval, by, manifestHash, note }) => ({
        ...{ id: approval, by, at: iso(at), manifestHash, amount: money(amount, currency), note, results },
      }),
    ),
  };
}

function presentRow(row: BatchRow) {
  const { place, flags } = row;
  return {
    ...presentPayout(row),
    last: row.last === null ? null : money(row.last, row.currency),
    flags,
    group: place.place === 'decide' ? place.group : null,
    exception: place.place === 'exception' ? place.exception : null,
  };
}

type Created = z.input<(typeof createPayoutBatch)['answer']>;

/** What a request for everybody would do, or did. @returns whether anything was requested */
export async function createBatchJson(
  scope: AdminScope,
  { dryRun, partnerIds }: { dryRun: boolean; partnerIds?: readonly string[] | undefined },
): Promise<{ created: boolean; body: Created }> {
  const at = now();
  const preview = await previewBatch(scope, { now: at, partnerIds });
  if (dryRun) return { created: false, body: { batch: null, partners: linesOf(preview, null) } };
  const result = await requestBatch({ by: scope, partnerIds, at });
  if (result.outcome !== 'created')
    return { created: false, body: { batch: null, partners: linesOf(preview, new Map()) } };
  const batch = await getBatch(scope, result.batchId);
  const amounts = new Map(result.payouts.map(({ partnerId, amount }) => [partnerId, amount]));
  return {
    created: true,
    body: { batch: batch ? presentBatch(batch) : null, partners: linesOf(preview, amounts) },
  };
}

/** @param requested what was requested of whom; null: a dry run */
function linesOf(
  { lines, currency }: Preview,
  requested: ReadonlyMap<string, bigint> | null,
): Created['partners'] {
  return lines.map(({ partnerId, handle, amount, last, flags, ineligible }) => {
    const asked = requested === null ? ineligible === null : requested.has(partnerId);
    return {
      ...{ partnerId, handle, flags, requested: asked },
      amount: money(requested?.get(partnerId) ?? amount, currency),
      last: last === null ? null : money(last, currency),
      reason: ineligible?.reason ?? (asked ? null : 'It changed in the meantime: look again.'),
    };
  });
}
