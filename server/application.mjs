// The HTTP side of the built application: static files, the click path ahead of Remix's router, and Remix.
import fs from 'node:fs';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { createRequestHandler } from '@remix-run/node';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { clientAddress } from './guards.mjs';

const CLICK_PATH = 'r/:code';

/**
 * @param {import('@remix-run/node').ServerBuild} build
 * @param {string} clientFolder the absolute path of build/client
 */
export function createApplication(build, clientFolder) {
  const { env, log } = build.entry.module;
  const remix = createRequestHandler(build, 'production');
  const contextOf = ({ incoming }) => ({ ip: clientAddress(incoming, env.trustProxyHops) });
  const app = new Hono();

  app.onError((error, c) => {
    log.error({ err: error, path: c.req.path }, 'request failed');
    return c.text('Something went wrong on our side.\n', 500);
  });
  app.get('/healthz', (c) => c.json({ status: 'alive' }));

  // Remix's router costs five times what a click may (ADR-0040).
  const click = clickLoader(build);
  if (click) {
    app.get('/r/:code', (c) => {
      const args = { request: c.req.raw, params: { code: c.req.param('code') }, context: contextOf(c.env) };
      return answerOf(click, args);
    });
  }

  app.use(compress());
  serveFiles(app, clientFolder);
  app.all('*', (c) => remix(c.req.raw, contextOf(c.env)));
  return app;
}

/** The loader of the route r/:code, wherever its module lives; undefined while there is none. */
function clickLoader(build) {
  return Object.values(build.routes).find((route) => route.path === CLICK_PATH)?.module.loader;
}

// A loader may throw its response, as everywhere in Remix.
async function answerOf(loader, args) {
  try {
    return await loader(args);
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
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
