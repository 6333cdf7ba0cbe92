import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Inherited, Memory } from './memory';

/** The data of `client.handed_off`, as far as it is shown. */
export interface HandedOff {
  handoffId: string;
  version: number;
  acceptedAt: string;
  agency: { handle: string; name: string };
  client: { name: string; domain: string; contactName: string; contactEmail: string };
  access: string;
  manifestHash: string;
  configurations: Array<{ name: string; version: number; sha256: string; document: unknown }>;
}

/** A configuration, by the bytes that came. */
export interface ShownConfiguration {
  name: string;
  version: number;
  /** exactly as it stands in the message */
  text: string;
  sha256: string;
  /** what the portal says the SHA-256 is */
  stated: string;
}

/** SHA-256 as 64 hex digits. */
export const sha256Of = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** The data of a handoff message; null for anything else. */
export function readHandedOff(body: string): HandedOff | null {
  try {
    const { type, data } = JSON.parse(body) as { type?: unknown; data?: HandedOff };
    const complete = typeof data?.handoffId === 'string' && Array.isArray(data.configurations);
    return type === 'client.handed_off' && data && complete ? data : null;
  } catch {
    return null;
  }
}

/** Keeps that a message has come; the highest version of a handoff is what the client inherits. */
export function inherit(memory: Memory, webhookId: string, body: string): void {
  const data = readHandedOff(body);
  if (!data) return;
  const { handoffId, version } = data;
  const before = memory.get('inherited', handoffId);
  if (before && before.version >= version) return;
  memory.put('inherited', handoffId, { handoffId, version, webhookId });
}

export interface Handoff {
  data: HandedOff;
  /** the message's body, as it came */
  raw: Buffer;
  sha256: string;
  webhookId: string;
  configurations: ShownConfiguration[];
}

/** A handoff with its configurations as they came; null when it is not known. */
export function handoffOf(memory: Memory, inherited: Inherited | undefined): Handoff | null {
  const arrival = inherited && memory.get('arrival', inherited.webhookId);
  if (!arrival) return null;
  const raw = Buffer.from(arrival.body, 'base64');
  const body = raw.toString('utf8');
  const data = readHandedOff(body);
  if (!data) return null;
  const configurations = data.configurations.map(({ name, version, sha256: stated, document }) => {
    const text = canonicalize(document) ?? '';
    // Shown is what stands in the message: the portal sends canonical JSON, so it is found there letter for letter.
    const shown = body.includes(`"document":${text}`) ? text : '';
    return { name, version, text: shown, sha256: sha256Of(shown), stated };
  });
  return { data, raw, sha256: arrival.sha256, webhookId: arrival.webhookId, configurations };
}

/** Everything that was handed over, the newest first. */
export function handoffs(memory: Memory): Handoff[] {
  return memory
    .list('inherited')
    .flatMap((one) => handoffOf(memory, one) ?? [])
    .reverse();
}

/** The handoff of a mail address's domain, the newest. */
export function handoffOfAddress(memory: Memory, email: string): Handoff | null {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return handoffs(memory).find(({ data }) => data.client.domain === domain) ?? null;
}
