// The web server: `npm run web`. Any number of these may serve one database.
import path from 'node:path';
import { createApplication } from './application.mjs';
import { completeEnvironment } from './environment.mjs';
import { createGuardedServer } from './guarded-server.mjs';
import { loadBuild, root, runMain, stopOnSignal } from './lifecycle.mjs';

const SHUTDOWN_MS = 10_000;

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
  const server = createGuardedServer(app, env);
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
