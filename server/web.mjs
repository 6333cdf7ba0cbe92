// The web server: `npm run web`. Any number of these may serve one database.
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApplication } from './application.mjs';
import { completeEnvironment } from './environment.mjs';
import { createGuardedServer } from './guarded-server.mjs';
import { loadBuild, root, runMain, StartError, stopOnSignal } from './lifecycle.mjs';

const SHUTDOWN_MS = 10_000;
const PORT_WAIT_MS = 5_000;

/** Listens on the port, also when a portal that is just ending still holds it. */
async function listen(server, { port, host }) {
  for (const deadline = Date.now() + PORT_WAIT_MS; ; await sleep(100)) {
    try {
      server.listen({ port, host: host ?? undefined });
      await once(server, 'listening');
      return;
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
      if (Date.now() > deadline)
        throw new StartError(`Port ${port} is in use: stop what listens there, or set PORT.`);
    }
  }
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
  const server = createGuardedServer(app, env);
  await listen(server, env);
  log.info({ origin: env.origin }, 'serving');
  process.send?.('listening');

  // A deferred promise nobody waits for any more must not end the server for everybody else.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  stopOnSignal(async () => {
    await close(server);
    await shutdown();
  });
});
