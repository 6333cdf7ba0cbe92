import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import type { ProductFaults } from './faults';
import { inherit, sha256Of } from './inherited';
import type { Memory } from './memory';

export type Env = { Bindings: HttpBindings };

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The portal's messages: verified as Standard Webhooks has it, kept as they came, with one effect however often they come. */
export function receiver(memory: Memory, secret: string, faults: ProductFaults): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/', async (context) => {
    const bytes = Buffer.from(await context.req.arrayBuffer());
    const fault = faults.strike();
    if (!fault) return take(context, bytes);
    const answer = fault.taken ? take(context, bytes) : null;
    await sleep(fault.ms);
    if (fault.kind === 'no_answer') {
      context.env.outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    if (fault.kind === 'delay' && answer) return answer;
    return new Response('The product was told to answer this.', {
      status: fault.status,
      headers: { location: '/product/elsewhere' },
    });
  });

  const take = (context: Context<Env>, bytes: Buffer): Response => {
    const body = bytes.toString('utf8');
    try {
      new Webhook(secret).verify(body, context.req.header(), { jsonParse: false });
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : 'bad signature' }, 400);
    }
    return keep(context, context.req.header('webhook-id') ?? '', bytes);
  };

  const keep = (context: Context<Env>, webhookId: string, bytes: Buffer): Response => {
    const known = memory.get('arrival', webhookId);
    if (known) {
      memory.put('arrival', webhookId, { ...known, times: known.times + 1 });
      return context.json({ status: 'repeated' });
    }
    const body = bytes.toString('utf8');
    const { type = 'unknown' } = JSON.parse(body) as { type?: string };
    memory.put('arrival', webhookId, {
      webhookId,
      type,
      body: bytes.toString('base64'),
      sha256: sha256Of(bytes),
      receivedAt: new Date().toISOString(),
      times: 1,
    });
    inherit(memory, webhookId, body);
    return context.json({ status: 'stored' });
  };
  return app;
}
