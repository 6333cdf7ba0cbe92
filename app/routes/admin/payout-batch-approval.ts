import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { approveBatch } from '~/flows/approve-batch.server';
import { parseAmount } from '~/kernel/amount-input';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

const CHOSEN = /^(po_[0-9A-Z]{26}) ([0-9a-f]{64})$/;
const HASH = /^[0-9a-f]{64}$/;
const LONGEST_NOTE = 500;

/**
 * POST /admin/payouts/batches/:id/approval, with the second factor shown in the last minutes. It carries what the page showed: each chosen
 * payout with its manifest's hash, the hash of them all, the total the admin typed, and a note where one of them stands out (ADR-0089). The
 * choice stays in the address.
 */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const batchId = params.id ?? '';
  const { searchParams } = new URL(request.url);
  for (const name of ['result', 'approval']) searchParams.delete(name);
  const back = (also: Record<string, string>) => {
    const query = new URLSearchParams([...searchParams, ...Object.entries(also)]).toString();
    return `${paths.adminPayoutBatch(batchId)}${query && `?${query}`}`;
  };
  const scope = await requireAdmin(request, { stepUp: true, returnTo: back({}) });
  const form = await request.formData();
  const chosen = form.getAll('payout').map((value) => CHOSEN.exec(String(value)));
  const [manifestHash, currency] = [form.get('manifestHash'), form.get('currency')];
  const complete = chosen.every((one) => one !== null);
  if (!complete || typeof manifestHash !== 'string' || !HASH.test(manifestHash))
    throw new Response('The form is incomplete. Open the batch again and approve what you see.', {
      status: 400,
    });
  const total = parseAmount(String(form.get('total') ?? ''), String(currency ?? ''));
  if (total === undefined) return redirect(back({ result: 'other_total' }));
  const note =
    String(form.get('note') ?? '')
      .trim()
      .slice(0, LONGEST_NOTE) || undefined;
  const result = await approveBatch({
    batchId,
    chosen: chosen.map(([, payoutId = '', hash = '']) => ({ payoutId, manifestHash: hash })),
    ...{ manifestHash, total, note, adminUserId: scope.userId, keyId: null, at: now() },
  });
  if (result.outcome === 'not_found') throw new Response('There is no such batch.', { status: 404 });
  if (result.outcome !== 'approved') return redirect(back({ result: result.outcome }));
  // what was chosen is decided: the page begins anew
  return redirect(`${paths.adminPayoutBatch(batchId)}?approval=${result.approvalId}`);
}
