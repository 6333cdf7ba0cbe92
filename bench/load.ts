import { connect, type Socket } from 'node:net';

export interface Load {
  /** where the server listens on 127.0.0.1 */
  port: number;
  /** "GET /path" with its headers, without the empty line */
  request: string;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  requests: number;
  perSecond: number;
  /** milliseconds */
  p50: number;
  p99: number;
  /** how often each status was answered */
  statuses: Record<string, number>;
  /** answers that set a cookie: what the server promised to have stored */
  cookies: number;
  /** connections that broke */
  errors: number;
}

const END_OF_HEAD = '\r\n\r\n';
const END_OF_CHUNKS = '0\r\n\r\n';

/**
 * Sends the same request over and over: each connection keeps one on its way (closed loop). It parses no more of an answer than it must,
 * because the server under test shares the machine with it.
 */
export async function runLoad({ port, request, connections, seconds }: Load): Promise<LoadResult> {
  const bytes = Buffer.from(`${request}\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const latencies: number[] = [];
  const result = { statuses: {} as Record<string, number>, cookies: 0, errors: 0 };
  const start = performance.now();
  const deadline = start + seconds * 1000;

  const drive = (socket: Socket) =>
    new Promise<void>((resolve) => {
      let received = '';
      let sent = 0;
      const send = () => {
        if (performance.now() >= deadline) return socket.end();
        sent = performance.now();
        return socket.write(bytes);
      };
      socket.setNoDelay(true);
      socket.on('connect', send);
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        const head = wholeAnswer(received);
        if (head === null) return;
        received = '';
        latencies.push(performance.now() - sent);
        const status = head.slice(9, 12);
        result.statuses[status] = (result.statuses[status] ?? 0) + 1;
        if (/\r\nset-cookie:/i.test(head)) result.cookies += 1;
        send();
      });
      socket.on('error', () => {
        result.errors += 1;
      });
      socket.on('close', () => resolve());
    });

  await Promise.all(Array.from({ length: connections }, () => drive(connect(port, '127.0.0.1'))));
  const elapsed = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(latencies.length * q)] ?? Number.NaN;
  return {
    ...result,
    requests: latencies.length,
    perSecond: latencies.length / elapsed,
    p50: quantile(0.5),
    p99: quantile(0.99),
  };
}

/** The head of an answer that arrived completely, or null. */
function wholeAnswer(received: string): string | null {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return null;
  const head = received.slice(0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return received.length >= end + 4 + Number(length) ? head : null;
  const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
  return !isChunked || received.endsWith(END_OF_CHUNKS) ? head : null;
}
