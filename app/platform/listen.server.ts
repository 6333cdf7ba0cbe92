import pg from 'pg';
import { connectionConfig } from './db.server';
import { env } from './env.server';
import { log } from './log.server';

type Hear = (payload: string) => void;

const RECONNECT_AFTER_MS = 500;

interface Ear {
  channels: Map<string, { hear: Hear; missed: () => void }>;
  client: pg.Client | null;
  stopped: boolean;
}

// Kept across Vite's module reloads, like the pools: one connection per process.
const kept = globalThis as unknown as { tributaryEar?: Ear };
kept.tributaryEar ??= { channels: new Map(), client: null, stopped: false };
const ear = kept.tributaryEar;

/**
 * Hears what other processes NOTIFY on a channel, on one connection of its own that no pooler may share. Notifications sent while that
 * connection was lost are gone: `missed` is called after it is back, and at least that often everybody must look for himself.
 * @param hear gets the payload
 */
export async function listen(channel: string, hear: Hear, missed: () => void = () => {}): Promise<void> {
  ear.stopped = false;
  ear.channels.set(channel, { hear, missed });
  if (ear.client) await ear.client.query(`listen ${pg.escapeIdentifier(channel)}`);
  else await connect();
}

/** Ends the connection, so that the process can exit. */
export async function stopListening(): Promise<void> {
  ear.stopped = true;
  ear.channels.clear();
  const { client } = ear;
  ear.client = null;
  await client?.end().catch(() => {});
}

async function connect(): Promise<void> {
  const client = new pg.Client({ ...connectionConfig(env.database.url), keepAlive: true });
  client.on('notification', ({ channel, payload = '' }) => ear.channels.get(channel)?.hear(payload));
  client.on('error', () => {});
  client.once('end', () => {
    if (ear.client === client) ear.client = null;
    if (!ear.stopped) void reconnect();
  });
  await client.connect();
  ear.client = client;
  for (const channel of ear.channels.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
}

async function reconnect(): Promise<void> {
  while (!ear.stopped && ear.client === null) {
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_AFTER_MS));
    if (ear.stopped) return;
    try {
      await connect();
      for (const { missed } of ear.channels.values()) missed();
    } catch (error) {
      log.debug({ error }, 'still no connection to listen on');
    }
  }
}
