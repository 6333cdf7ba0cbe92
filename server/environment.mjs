// Completes process.env before the application reads it. In sandbox mode every absent group of settings is filled with
// the sandbox's own server and a generated value kept in DATA_DIR, so that a single value set by hand never stops it.
// Node built-ins only: `npm start` uses it before anything is installed.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const text = (prefix, bytes, encoding) => () => prefix + randomBytes(bytes).toString(encoding);

/** How each secret is made when nobody set it; all of them live in DATA_DIR/secrets.json. */
const GENERATED = {
  SESSION_SECRET: text('', 32, 'base64url'),
  STRIPE_SECRET_KEY: text('sk_test_', 24, 'hex'),
  STRIPE_WEBHOOK_SECRET: text('whsec_', 24, 'hex'),
  STRIPE_CONNECT_WEBHOOK_SECRET: text('whsec_', 24, 'hex'),
  // Standard Webhooks: base64 of 24 to 64 bytes
  PRODUCT_WEBHOOK_SECRET: text('whsec_', 32, 'base64'),
  IMPACT_ACCOUNT_SID: text('IRsandbox', 8, 'hex'),
  IMPACT_AUTH_TOKEN: text('', 24, 'hex'),
  GITHUB_CLIENT_ID: text('Iv1.', 8, 'hex'),
  GITHUB_CLIENT_SECRET: text('', 20, 'hex'),
  BOOTSTRAP_ADMIN_EMAIL: () => 'admin@tributary.example',
  BOOTSTRAP_ADMIN_PASSWORD: text('', 15, 'base64url'),
  BOOTSTRAP_ADMIN_API_KEY: text('trb_', 24, 'hex'),
};

/** A group, and where its counterpart lives on the sandbox server. */
const GROUPS = [
  {
    members: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_CONNECT_WEBHOOK_SECRET'],
    // Stripe's SDK takes a host but no path: its API sits at the root.
    base: ['STRIPE_API_BASE', ''],
  },
  { members: ['IMPACT_ACCOUNT_SID', 'IMPACT_AUTH_TOKEN'], base: ['IMPACT_API_BASE', '/impact'] },
  { members: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'], base: ['GITHUB_BASE', '/github'] },
  { members: ['PRODUCT_WEBHOOK_SECRET'] },
  { members: ['PRODUCT_WEBHOOK_URL'], base: ['PRODUCT_WEBHOOK_URL', '/product/webhooks'] },
  { members: ['PRODUCT_SIGN_UP_URL'], base: ['PRODUCT_SIGN_UP_URL', '/product/sign-up'] },
  { members: ['BOOTSTRAP_ADMIN_EMAIL', 'BOOTSTRAP_ADMIN_PASSWORD', 'BOOTSTRAP_ADMIN_API_KEY'] },
];

/** The folder of everything a running portal keeps on disk: embedded database, generated secrets, demo sign-ins. */
export function dataDirOf(env) {
  return path.resolve(root, env.DATA_DIR || '.data');
}

/**
 * Fills what is absent in `env` (an empty value counts as absent).
 * @param {Record<string, string | undefined>} env
 * @returns {string[]} the names it filled
 */
export function completeEnvironment(env = process.env) {
  const before = new Set(Object.keys(env).filter((name) => env[name]));
  const fill = (name, value) => {
    if (!env[name] && value) env[name] = value;
  };
  env.DATA_DIR = dataDirOf(env);
  fill('NODE_ENV', 'production');
  fill('TRIBUTARY_MODE', 'sandbox');
  fill('DATABASE_URL', readIfThere(path.join(env.DATA_DIR, 'database-url')));
  if (env.TRIBUTARY_MODE !== 'production') fillSandbox(env, fill);
  return Object.keys(env).filter((name) => env[name] && !before.has(name));
}

function fillSandbox(env, fill) {
  const secrets = secretsIn(env.DATA_DIR);
  fill('SESSION_SECRET', secrets.SESSION_SECRET);
  fill('SANDBOX_PORT', readIfThere(path.join(env.DATA_DIR, 'sandbox-port')));
  if (env.SANDBOX_PORT) fill('SANDBOX_URL', `http://127.0.0.1:${env.SANDBOX_PORT}`);
  for (const { members, base } of GROUPS) {
    // A group set completely by hand is left alone: without a base it means the real service's test mode.
    if (members.every((name) => env[name])) continue;
    for (const name of members) fill(name, secrets[name]);
    if (base && env.SANDBOX_URL) fill(base[0], env.SANDBOX_URL + base[1]);
  }
}

/** The generated secrets of a data folder: made on first use, the same ever after. */
function secretsIn(dataDir) {
  const file = path.join(dataDir, 'secrets.json');
  const kept = JSON.parse(readIfThere(file) || '{}');
  const missing = Object.keys(GENERATED).filter((name) => kept[name] === undefined);
  if (missing.length === 0) return kept;
  const complete = { ...Object.fromEntries(missing.map((name) => [name, GENERATED[name]()])), ...kept };
  fs.mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(complete, null, 2)}\n`, { mode: 0o600 });
  if (fs.existsSync(file)) fs.renameSync(draft, file);
  else linkUnlessThere(draft, file);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

// Web and worker may start together on an empty folder: the first one's secrets are everybody's.
function linkUnlessThere(draft, file) {
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
}
