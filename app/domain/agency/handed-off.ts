import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import type { Access, Manifest } from './manifest';

/** `data` of `client.handed_off` (contract.md, product events). */
export interface HandedOff {
  handoffId: string;
  /** counts the deliveries of one handoff whose content differs: 1 at acceptance */
  version: number;
  /** ISO 8601 */
  acceptedAt: string;
  agency: { handle: string; name: string };
  client: { name: string; domain: string; contactName: string; contactEmail: string };
  access: Access;
  manifestHash: string;
  configurations: Array<{ name: string; version: number; sha256: string; document: unknown }>;
}

/** A configuration with its document, canonical JSON. */
export interface InheritedConfiguration {
  name: string;
  version: number;
  sha256: string;
  document: string;
}

/** What the product is told of an accepted handoff: at acceptance exactly what the manifest names, later what the agency delivers anew. */
export function handedOff(facts: {
  handoff: { id: string; acceptedAt: Instant; manifestHash: string };
  manifest: Manifest;
  version: number;
  configurations: readonly InheritedConfiguration[];
}): HandedOff {
  const { handoff, manifest, version, configurations } = facts;
  return {
    handoffId: handoff.id,
    version,
    acceptedAt: new Date(handoff.acceptedAt).toISOString(),
    agency: { handle: manifest.agency.handle, name: manifest.agency.name },
    client: manifest.client,
    access: manifest.access,
    manifestHash: handoff.manifestHash,
    configurations: configurations.map(({ document, ...one }) => ({
      ...one,
      document: JSON.parse(document) as unknown,
    })),
  };
}

/** The documents a manifest names, in its order. @throws when one is missing or reads otherwise: versions never change */
export function namedDocuments(
  manifest: Manifest,
  stored: ReadonlyArray<{ configurationId: string; version: number; sha256: string; document: string }>,
): InheritedConfiguration[] {
  const byId = new Map(stored.map((one) => [`${one.configurationId} ${one.version}`, one]));
  return manifest.configurations.map(({ id, name, version, sha256 }) => {
    const found = byId.get(`${id} ${version}`);
    invariant(found?.sha256 === sha256, `version ${version} of configuration ${id} is what was sent`);
    return { name, version, sha256, document: found.document };
  });
}

/** What identifies a delivery's content: two with the same say the same. */
export function contentOf(configurations: ReadonlyArray<{ name: string; sha256: string }>): string {
  return configurations.map((one) => `${one.sha256} ${one.name}`).join('\n');
}
