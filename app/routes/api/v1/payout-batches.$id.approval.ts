import { getBatch } from '~/domain/payout/batches.server';
import { approveBatch } from '~/flows/approve-batch.server';
import { now } from '~/platform/clock.server';
import { notFound, problem } from '~/platform/http.server';
import * as operations from '../operations/payout-batches';
import { resource, serve } from '../resource.server';
import { money } from '../schema';

const routes = resource(
  serve(operations.approvePayoutBatch, async ({ scope, id, body: { payouts, manifestHash, note } }) => {
    const { userId: adminUserId, keyId } = scope;
    const batch = await getBatch(scope, id);
    if (!batch) return notFound('batch');
    const result = await approveBatch({
      ...{ batchId: id, chosen: payouts, manifestHash, note, adminUserId, keyId, at: now() },
    });
    if (result.outcome === 'not_found') return notFound('batch');
    if (result.outcome === 'note_missing') {
      const detail = 'One of these payouts has flags. Say in `note` why it is right.';
      return problem({ status: 422, code: 'note_missing', detail });
    }
    if (result.outcome !== 'approved') {
      const detail =
        'The hash is not that of these payouts as they are in this batch. Read it again and approve what you see.';
      return problem({ status: 409, code: 'other_manifest', detail });
    }
    const { approvalId, total, results } = result;
    return { approvalId, amount: money(total, batch.currency), results };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
