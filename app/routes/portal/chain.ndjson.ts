import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportChain } from '~/flows/export-chain.server';
import { downloadStream } from '~/platform/http.server';
import { requirePartner } from '~/routes/guards.server';

/** GET /chain.ndjson: the partner's own chain, to be kept and verified. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { partnerId } = await requirePartner(request);
  return downloadStream(exportChain(partnerId), {
    type: 'application/x-ndjson',
    name: `chain-${partnerId}.ndjson`,
  });
}
