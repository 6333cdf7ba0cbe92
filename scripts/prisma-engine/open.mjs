// Opens Prisma's schema engine compiled to WebAssembly (@prisma/schema-engine-wasm, the same engine hash as the installed
// prisma) on a Postgres url, so that nothing has to be downloaded.
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** The engine writes the text of a panic here before it traps. */
export const panic = {
  message: '',
  get: () => panic.message,
  set_message: (message) => {
    panic.message = message;
  },
};
globalThis.PRISMA_WASM_PANIC_REGISTRY = panic;

const OID_CHAR = 18;
const OID_TEXT = 25;

/** pg options as separate fields: with `connectionString`, pg ignores an overriding `database`. */
export function pgConfig(url) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const mode = searchParams.get('sslmode');
  const wantsTls = mode && !['disable', 'allow', 'prefer'].includes(mode);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    max: 2,
    ssl: wantsTls ? { rejectUnauthorized: mode.startsWith('verify') } : undefined,
  };
}

/** The engine on that database, with the methods its JSON-RPC has. */
export async function openEngine(url, datamodels) {
  const SchemaEngine = await loadEngineClass();
  const factory = new RepairedFactory(pgConfig(url));
  return SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

// The package's own entry imports the .wasm file as a module, which Node 20 cannot: we instantiate it ourselves.
async function loadEngineClass() {
  const glue = '@prisma/schema-engine-wasm/schema_engine_bg';
  const wasm = createRequire(import.meta.url)
    .resolve(glue)
    .replace(/\.js$/, '.wasm');
  const bindings = await import(glue);
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(wasm), {
    './schema_engine_bg.js': bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

class RepairedFactory extends PrismaPg {
  constructor(config) {
    super(config);
    this.main = config;
  }

  async connect() {
    return repair(await new PrismaPg(this.main).connect());
  }

  // adapter-pg spreads {...config, database}: given a connectionString its "shadow" database would be the MAIN one. It
  // also drops the database while still connected to it.
  async connectToShadowDb() {
    const admin = new pg.Client(this.main);
    await admin.connect();
    const name = `prisma_migrate_shadow_db_${globalThis.crypto.randomUUID()}`;
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
    const shadow = repair(await new PrismaPg({ ...this.main, database: name }).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await admin.end();
    };
    return shadow;
  }
}

function repair(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  const charColumns = new AsyncLocalStorage();

  // The engine's describe queries return the catalog type "char" and expect a Character; adapter-pg rejects that type.
  // It passes as text, and the column type is set right afterwards.
  pool.query = async (...args) => {
    const result = await query(...args);
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== OID_CHAR) continue;
      field.dataTypeID = OID_TEXT;
      charColumns.getStore()?.push(index);
    }
    return result;
  };
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = (statement) =>
    charColumns.run([], async () => {
      const result = await queryRaw(statement);
      for (const index of charColumns.getStore()) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    });

  // adapter-pg splits scripts at every ';', which breaks $$ bodies and string literals. As one simple query the server
  // parses it, and a script without its own BEGIN is one transaction, as with the native engine.
  adapter.executeScript = async (sql) => {
    try {
      await query(sql);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}
