// The web server: `npm run web`. Any number of these may serve one database.
import { createServer } from 'node:http';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createApplication } from './application.mjs';
import { completeEnvironment } from './environment.mjs';
import { readChunkedBody, refusal, refuse, tooLarge } from './guards.mjs';
import { loadBuild, root, runMain, stopOnSignal } from './lifecycle.mjs';

const SHUTDOWN_MS = 10_000;

const LIMITS = {
  // Node waits 60 s for headers and 300 s for a body, which is what a slow attacker lives on.
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  // Longer than the idle time of common proxies, so that they never send into a connection we just closed.
  keepAliveTimeout: 65_000,
};

function commonHeaders({ https }) {
  return [
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    ['X-Frame-Options', 'DENY'],
    // Pages bring a policy of their own, which replaces this one.
    [
      'Content-Security-Policy',
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ],
    ...(https ? [['Strict-Transport-Security', 'max-age=31536000']] : []),
  ];
}

function createListener(app, env) {
  const headers = commonHeaders(env);
  const answer = getRequestListener(app.fetch);
  return async (incoming, outgoing) => {
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    const refused = refusal(incoming, env);
    if (refused) return refuse(incoming, outgoing, refused);
    try {
      if (!(await readChunkedBody(incoming))) return refuse(incoming, outgoing, tooLarge);
    } catch {
      return; // the client left in the middle of its body
    }
    return answer(incoming, outgoing);
  };
}

/** Lets requests under way finish, for a while. */
function close(server) {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), SHUTDOWN_MS).unref();
  });
}

await runMain(async () => {
  completeEnvironment();
  const build = await loadBuild();
  const { env, log, boot, shutdown } = build.entry.module;
  await boot();

  const app = createApplication(build, path.join(root, 'build/client'));
  const server = createServer(LIMITS, createListener(app, env));
  server.once('error', (error) => {
    const inUse = error.code === 'EADDRINUSE';
    console.error(inUse ? `Port ${env.port} is in use: stop what listens there, or set PORT.` : error);
    process.exit(1);
  });
  server.listen({ port: env.port, host: env.host ?? undefined }, () =>
    log.info({ origin: env.origin }, 'serving'),
  );

  // A deferred promise nobody waits for any more must not end the server for everybody else.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  stopOnSignal(async () => {
    await close(server);
    await shutdown();
  });
});
