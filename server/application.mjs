// The HTTP side of the built application: static files, the click path ahead of Remix's router, and Remix.
import fs from 'node:fs';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { createRequestHandler } from '@remix-run/node';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { clientAddress } from './guards.mjs';

const CLICK_ROUTE = 'r/:code';
const CLICK_URL = /^\/r\/([^/?]+)\/?(?:\?|$)/;

/**
 * @param {import('@remix-run/node').ServerBuild} build
 * @param {string} clientFolder the absolute path of build/client
 * @returns {{ fetch: (request: Request, bindings: object) => Response | Promise<Response> }}
 */
export function createApplication(build, clientFolder) {
  const { env, log } = build.entry.module;
  const contextOf = ({ incoming }) => ({ ip: clientAddress(incoming, env.trustProxyHops) });
  const failed = (error, path) => {
    log.error({ err: error, path }, 'request failed');
    return new Response('Something went wrong on our side.\n', { status: 500 });
  };

  const remix = createRequestHandler(build, 'production');
  const app = new Hono();
  app.onError((error, c) => failed(error, c.req.path));
  app.get('/healthz', (c) => c.json({ status: 'alive' }));
  app.use(compress());
  serveFiles(app, clientFolder);
  app.all('*', (c) => remix(c.req.raw, contextOf(c.env)));

  // Remix's router costs five times what a click may, so the loader of its route is called ahead of it: one
  // implementation, two ways to it (ADR-0040).
  const click = clickLoader(build);
  return {
    fetch: (request, bindings) => {
      const { url, method } = bindings.incoming;
      const code = click && (method === 'GET' || method === 'HEAD') && CLICK_URL.exec(url)?.[1];
      if (!code) return app.fetch(request, bindings);
      const args = { request, params: { code: decodeURIComponent(code) }, context: contextOf(bindings) };
      return click(args).catch((thrown) => (thrown instanceof Response ? thrown : failed(thrown, url)));
    },
  };
}

/** The loader of the route r/:code, wherever its module lives; undefined while there is none. */
function clickLoader(build) {
  const loader = Object.values(build.routes).find((route) => route.path === CLICK_ROUTE)?.module.loader;
  // A loader may throw at once, too.
  return loader && (async (args) => loader(args));
}

function serveFiles(app, folder) {
  // Asking the disk for every page would cost more than this list; the folder does not change while we run.
  const files = new Set(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(
        (entry) =>
          `/${path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')}`,
      )
      .filter((name) => !name.includes('/.')),
  );
  const send = serveStatic({
    root: folder,
    // The names below /assets carry a hash of their content; the others may change with the next release.
    onFound: (file, c) =>
      c.header(
        'Cache-Control',
        file.includes(`${path.sep}assets${path.sep}`)
          ? 'public, max-age=31536000, immutable'
          : 'public, max-age=3600',
      ),
  });
  app.use('*', (c, next) => (files.has(c.req.path) ? send(c, next) : next()));
  app.get('/assets/*', (c) => c.notFound());
}
