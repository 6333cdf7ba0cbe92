import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import {
  type ActionFunctionArgs,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { NonceContext } from '~/components/nonce';
import { env } from '~/platform/env.server';
import { log } from '~/platform/log.server';

// The server and the worker reach the application through this module: one bundle, one connection pool.
export { boot, shutdown } from '~/boot.server';
export { env, log };

/** Loaded only by the worker process. */
export const startWorker = async () => (await import('~/worker.server')).startWorker();

export const streamTimeout = 5_000;

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** The visitor's address, behind TRUST_PROXY_HOPS proxies; absent in `npm run dev`. */
    ip?: string;
  }
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ');
}

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const page = (
    <NonceContext.Provider value={nonce}>
      <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={nonce} />
    </NonceContext.Provider>
  );
  headers.set('Content-Type', 'text/html; charset=utf-8');
  // Vite's development client needs inline scripts and a websocket of its own.
  if (import.meta.env.PROD) headers.set('Content-Security-Policy', contentSecurityPolicy(nonce));

  return new Promise((resolve, reject) => {
    let responding = false;
    let responseStatus = status;
    const respond = () => {
      responding = true;
      const body = new PassThrough();
      body.once('close', () => clearTimeout(timeout));
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(page, {
      nonce,
      // Robots get the finished page, people the shell at once.
      [isbot(request.headers.get('user-agent')) ? 'onAllReady' : 'onShellReady']: respond,
      onShellError: reject,
      onError(error: unknown) {
        responseStatus = 500;
        // An error before the shell rejects and is logged in handleError; a visitor who left is not an error.
        if (responding && !request.signal.aborted) log.error({ err: error }, 'rendering failed');
      },
    });
    const timeout = setTimeout(abort, streamTimeout + 1_000);
  });
}

/** Every error nobody expected, once, with the route it happened in. */
export function handleError(error: unknown, { request }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (request.signal.aborted) return;
  if (isRouteErrorResponse(error) && error.status < 500) return;
  log.error({ err: error, method: request.method, path: new URL(request.url).pathname }, 'request failed');
}
