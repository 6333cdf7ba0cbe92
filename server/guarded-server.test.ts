import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGuardedServer } from './guarded-server.mjs';
import { BODY_LIMIT } from './guards.mjs';

const env = { origin: 'https://partners.example.com', https: true, sessionCookieName: '__Host-sid' };
const page = { 'Content-Security-Policy': "default-src 'self'" };

// An application that says how much it was sent.
async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const headers = pathname === '/page' ? page : undefined;
  return Response.json({ length: (await request.arrayBuffer()).byteLength }, { headers });
}

let server: Server;
let base: string;

beforeAll(async () => {
  server = createGuardedServer({ fetch: answer }, env);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function stream(chunks: number, size: number): RequestInit {
  let left = chunks;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(size));
      else controller.close();
    },
  });
  return { method: 'POST', body, duplex: 'half' } as RequestInit;
}

test('every answer carries the common headers, refusals too', async () => {
  for (const response of [await fetch(`${base}/any`), await fetch(`${base}/login`, { method: 'POST' })]) {
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(response.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  }
});

test("a page's own policy replaces the common one", async () => {
  expect((await fetch(`${base}/page`)).headers.get('content-security-policy')).toBe("default-src 'self'");
});

test('a body up to the limit arrives whole, with its length announced or not', async () => {
  const announced = await fetch(`${base}/webhooks/a`, { method: 'POST', body: new Uint8Array(BODY_LIMIT) });
  expect(await announced.json()).toEqual({ length: BODY_LIMIT });
  const chunked = await fetch(`${base}/webhooks/a`, stream(16, BODY_LIMIT / 16));
  expect(await chunked.json()).toEqual({ length: BODY_LIMIT });
});

test('a larger body is refused, with its length announced or not', async () => {
  const announced = await fetch(`${base}/webhooks/a`, {
    method: 'POST',
    body: new Uint8Array(BODY_LIMIT + 1),
  });
  expect(announced.status).toBe(413);
  const chunked = await fetch(`${base}/webhooks/a`, stream(17, BODY_LIMIT / 16));
  expect(chunked.status).toBe(413);
});

test('the API is refused with a problem document', async () => {
  const response = await fetch(`${base}/api/v1/links`, {
    method: 'POST',
    headers: { authorization: 'Bearer trb_1' },
    body: new Uint8Array(BODY_LIMIT + 1),
  });
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ status: 413, title: 'Payload Too Large' });
});

test('an endless body is cut off', async () => {
  const before = process.memoryUsage().rss;
  const sent = await fetch(`${base}/webhooks/a`, stream(100_000, 64 * 1024)).then(
    (response) => response.status,
    () => 'cut off',
  );
  expect([413, 'cut off']).toContain(sent);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * BODY_LIMIT);
});

test.each([
  ['GET /% HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
  ['GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['TRACE / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%j is answered with %d', async (request, status) => {
  expect(await rawStatus(request)).toBe(status);
});

function rawStatus(request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(request));
    socket.once('data', (data) => {
      resolve(Number(data.toString().split(' ')[1]));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
