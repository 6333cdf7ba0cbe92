import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoaderFunctionArgs, ServerBuild } from '@remix-run/node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApplication } from './application.mjs';
import { createGuardedServer } from './guarded-server.mjs';

const env = { origin: 'http://localhost', https: false, sessionCookieName: 'sid', trustProxyHops: 1 };
const log = { error: vi.fn() };

// The route module of a click, as far as the server knows it.
async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  if (params.code === 'gone') throw new Response(null, { status: 302, headers: { Location: '/home' } });
  if (params.code === 'broken') throw new Error('no database');
  return Response.json({ method: request.method, code: params.code, url: request.url, ip: context.ip });
}

const folder = mkdtempSync(path.join(tmpdir(), 'tributary-'));
let server: Server;
let base: string;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'assets'));
  mkdirSync(path.join(folder, '.vite'));
  writeFileSync(path.join(folder, 'assets/app-1234.js'), 'let x;');
  writeFileSync(path.join(folder, '.vite/manifest.json'), '{}');
  writeFileSync(path.join(folder, 'favicon.svg'), '<svg/>');
  const build = {
    entry: { module: { env, log } },
    routes: { click: { path: 'r/:code', module: { loader } } },
  };
  server = createGuardedServer(createApplication(build as unknown as ServerBuild, folder), env);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('a click is answered by the loader of its route, with the code decoded and the visitor’s address', async () => {
  const response = await fetch(`${base}/r/caf%C3%A9?utm=1`, { headers: { 'x-forwarded-for': '10.9.8.7' } });
  expect(await response.json()).toEqual({
    method: 'GET',
    code: 'café',
    url: `${base}/r/caf%C3%A9?utm=1`,
    ip: '10.9.8.7',
  });
});

test('HEAD reaches the loader as HEAD', async () => {
  const response = await fetch(`${base}/r/abc`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
});

test('a response the loader throws is the answer', async () => {
  const response = await fetch(`${base}/r/gone`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/home']);
});

test('a loader that fails is logged and answered without its reason', async () => {
  const response = await fetch(`${base}/r/broken`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('database');
  expect(log.error).toHaveBeenCalledOnce();
});

test.each([
  ['/assets/app-1234.js', 200, 'public, max-age=31536000, immutable'],
  ['/favicon.svg', 200, 'public, max-age=3600'],
  ['/assets/old-0000.js', 404, null],
])('%s: %d, cached %s', async (url, status, caching) => {
  const response = await fetch(base + url);
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe(caching);
});

test('what the build keeps for itself is not served', async () => {
  // It goes on to Remix, which this build does not have.
  expect(await (await fetch(`${base}/.vite/manifest.json`)).text()).not.toBe('{}');
});

test('/healthz answers without the application', async () => {
  expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'alive' });
});
