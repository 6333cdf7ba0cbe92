// The background jobs: `npm run worker`. Any number of these may work on one database.
import { completeEnvironment } from './environment.mjs';
import { loadBuild, runMain, stopOnSignal } from './lifecycle.mjs';

/** `npm run dev` runs the source through tsx (TRIBUTARY_SOURCE=1), everything else the same bundle as the web server. */
async function loadApplication() {
  if (process.env.TRIBUTARY_SOURCE !== '1') return (await loadBuild()).entry.module;
  const [life, worker, { log }] = await Promise.all([
    import('../app/boot.server.ts'),
    import('../app/worker.server.ts'),
    import('../app/platform/log.server.ts'),
  ]);
  return { ...life, ...worker, log };
}

await runMain(async () => {
  completeEnvironment();
  const { boot, shutdown, startWorker, log } = await loadApplication();
  await boot();
  const stopWorker = await startWorker();
  log.info('working');

  // Nothing else may hold the process open: without this a worker with no jobs would end at once.
  const alive = setInterval(() => {}, 60_000);
  stopOnSignal(async () => {
    clearInterval(alive);
    await stopWorker();
    await shutdown();
  });
});
