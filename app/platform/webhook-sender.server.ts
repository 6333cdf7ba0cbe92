import http from 'node:http';
import https from 'node:https';
import { Webhook } from 'standardwebhooks';

/** The whole try, from the first byte to the last. */
const PATIENCE_MS = 15_000;
/** What is kept of an answer. */
const ANSWER_BYTES = 2048;

export interface OutgoingWebhook {
  /** the same at every try: by it the receiver knows a repetition */
  id: string;
  url: string;
  /** "whsec_" and base64 */
  secret: string;
  /** sent as it is, in UTF-8 */
  body: string;
}

export interface WebhookAnswer {
  /** null: no answer */
  status: number | null;
  /** how the answer begins, at most 2 KiB */
  answer: string | null;
  /** why it does not count as delivered; null: it does */
  error: string | null;
  millis: number;
  /** how long the receiver asks us to wait, milliseconds */
  retryAfterMs: number | null;
}

/**
 * Sends a message once, as Standard Webhooks has it: only 2xx counts as delivered, redirects are not followed. The signature is of the
 * machine's time, which the receiver judges its age by (contract.md).
 */
export async function sendWebhook(
  message: OutgoingWebhook,
  { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {},
): Promise<WebhookAnswer> {
  const begun = performance.now();
  const answer = await post(message, patienceMs).catch((error: unknown) => ({
    status: null,
    answer: null,
    error: reasonOf(error, patienceMs),
    retryAfterMs: null,
  }));
  return { ...answer, millis: Math.round(performance.now() - begun) };
}

type Answered = Omit<WebhookAnswer, 'millis'>;

function post({ id, url, secret, body }: OutgoingWebhook, patienceMs: number): Promise<Answered> {
  const at = new Date();
  const bytes = Buffer.from(body, 'utf8');
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      // A connection that was kept may be closed by now, and that would look like a failure of the receiver.
      agent: false,
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': bytes.length,
        'user-agent': 'Tributary',
        'webhook-id': id,
        'webhook-timestamp': Math.floor(at.getTime() / 1000),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      beginningOf(response).then((answer) => {
        const status = response.statusCode ?? 0;
        resolve({ status, answer, error: refusalOf(status), retryAfterMs: waitOf(response) });
      }, reject);
    });
    sent.end(bytes);
  });
}

/** The first bytes of an answer as text; the rest is not waited for. */
async function beginningOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= ANSWER_BYTES) break;
  }
  // PostgreSQL keeps no NUL.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll('\0', '\ufffd');
}

function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed.`;
  if (status === 410) return 'It answered 410: it wants no more of this.';
  return `It answered ${status}.`;
}

function waitOf({ headers }: http.IncomingMessage): number | null {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

function reasonOf(error: unknown, patienceMs: number): string {
  if (!(error instanceof Error)) return 'No answer.';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `No answer within ${patienceMs / 1000} seconds.`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return `No answer: ${(code ?? message).slice(0, 200)}.`;
}
