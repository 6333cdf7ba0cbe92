#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine`: same command line, same JSON-RPC on stdin and stdout, same error shapes.
// prisma.config.ts points PRISMA_SCHEMA_ENGINE_BINARY here, so every `prisma migrate` and `prisma db` works offline.
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { openEngine, panic, pgConfig } from './open.mjs';

const options = parseArguments(process.argv.slice(2));

function parseArguments(args) {
  const parsed = { files: [], url: undefined, command: undefined, version: args.includes('--version') };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === 'cli') return { ...parsed, command: args[i + 1] };
    if (args[i] === '--datamodels') parsed.files.push(args[++i]);
    else if (args[i] === '--datasource') parsed.url = JSON.parse(args[++i]).url;
    else if (args[i].startsWith('--')) i++;
  }
  return parsed;
}

function log(level, message, extra = {}) {
  const fields = { message, ...extra };
  console.error(
    JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine' }),
  );
}

const logError = (error_code, message) => log('ERROR', message, { is_panic: false, error_code, meta: {} });

async function withClient(config, work) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const asAdmin = (work) => withClient({ ...pgConfig(options.url), database: 'postgres' }, work);
const createDatabase = (name) =>
  asAdmin((client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
const dropDatabase = (name) =>
  asAdmin((client) => client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`));

/** `schema-engine cli <command>`: returns the exit status. */
async function runCommand(command) {
  const config = pgConfig(options.url);
  const commands = {
    'can-connect-to-database': () => withClient(config, () => {}),
    'create-database': () => createDatabase(config.database),
    'drop-database': () => dropDatabase(config.database),
  };
  // Prisma's command line skips the first line of stderr.
  log('INFO', 'Starting schema engine CLI');
  try {
    if (!commands[command]) throw new Error(`unknown command ${command}`);
    await commands[command]();
    return 0;
  } catch (error) {
    logError(...describe(error, config));
    return 1;
  }
}

function describe(error, { database, host, port, user }) {
  switch (error.code) {
    case '3D000':
      return ['P1003', `Database \`${database}\` does not exist`];
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
      return ['P1001', `Can't reach database server at \`${host}:${port}\``];
    case '28P01':
      return [
        'P1000',
        `Authentication failed against database server, the credentials for \`${user}\` are not valid`,
      ];
    default:
      return ['P1011', error.message];
  }
}

/** JSON-RPC, one request after the other: the engine is not reentrant. */
function serve() {
  const datamodels = options.files.map((file) => [file, fs.readFileSync(file, 'utf8')]);
  // `migrate diff` starts the engine without a schema, and the WebAssembly engine panics when it has none.
  if (!datamodels.length)
    datamodels.push(['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']);
  const renamed = { getDatabaseVersion: 'version' };
  let engine;
  let current = null;
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  async function call(method, params) {
    if (method === 'createDatabase') {
      const { database } = pgConfig(options.url);
      await createDatabase(database);
      return { databaseName: database };
    }
    engine ??= await openEngine(options.url, datamodels);
    const name = renamed[method] ?? method;
    if (typeof engine[name] !== 'function')
      throw new Error(`${method} is not in the WebAssembly schema engine`);
    return (await engine[name](params)) ?? null;
  }

  async function answer({ id, method, params }) {
    current = id;
    try {
      const result = await call(method, params);
      if (method === 'diff' && result?.stdout) {
        send({ id: 1e6 + id, method: 'print', params: { content: result.stdout } });
        result.stdout = null;
      }
      send({ id, result });
    } catch (error) {
      send({ id, error: rpcError(error) });
    }
  }

  // A panic inside an async closure does not reject the call.
  process.on('uncaughtException', (error) => {
    const trapped = error instanceof WebAssembly.RuntimeError;
    logError(null, trapped ? panic.get() : error.stack);
    if (current !== null) send({ id: current, error: rpcError(error, true) });
    process.exit(101);
  });

  let queue = Promise.resolve();
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', (line) => {
    const message = JSON.parse(line);
    if (message.method) queue = queue.then(() => answer(message));
  });
  lines.on('close', () => queue.then(() => process.exit(0)));
}

function rpcError(error, isPanic = error instanceof WebAssembly.RuntimeError) {
  const message = error instanceof WebAssembly.RuntimeError ? panic.get() : (error.message ?? String(error));
  return {
    code: 4466,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: isPanic,
      message,
      error_code: error.code ?? null,
      meta: error.meta ?? null,
      error: { message },
    },
  };
}

// Last, because it waits: what is declared below a waiting line is not there yet.
if (options.version) console.log('schema-engine-wasm');
else if (options.command) process.exitCode = await runCommand(options.command);
else serve();
