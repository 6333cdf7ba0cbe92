// The portal under test: the same process group as `npm start`, on a database and a data folder of its own, both new.
import fs from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { dataDir, root } from './repository.mjs';
import { serve } from './serve.mjs';
import { forgetSettings } from './test-environment.mjs';

const DATABASE = 'tributary_e2e';

forgetSettings();
process.env.STRIPE_SANDBOX_VALIDATE = 'on';
const folder = path.join(root, '.data/e2e');
// The test runner's own results stay.
for (const file of ['secrets.json', 'sandbox-port', 'demo.json'])
  fs.rmSync(path.join(folder, file), { force: true });

const quietly = () => {};
await bootstrap({ database: false, build: false, report: quietly });
const { acquire, recreateDatabase } = await import('./pg.mjs');
const server = await acquire();
await recreateDatabase(server, DATABASE);
process.env.DATABASE_URL = server.urlFor(DATABASE);
process.env.DATA_DIR = path.relative(root, path.join(dataDir(), 'e2e'));
const status = await serve();
await server.release();
process.exit(status);
