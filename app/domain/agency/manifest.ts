import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { Reward, Terms } from '~/domain/program/terms';
import { serializeTerms, TermsDocument } from '~/domain/program/terms-document';
import { invariant } from '~/kernel/invariant';

/** What of the client's configuration the agency may still do after the client accepted. */
export const ACCESS = ['configure', 'none'] as const;
export type Access = (typeof ACCESS)[number];

const text = z.string();
const schema = z.strictObject({
  format: z.literal('tributary-handoff/1'),
  program: text,
  agency: z.strictObject({ name: text, handle: text, email: text, partnerSince: text }),
  client: z.strictObject({ name: text, domain: text, contactName: text, contactEmail: text }),
  /** what the client inherits; `sha256` is that of the document's canonical JSON */
  configurations: z.array(z.strictObject({ id: text, name: text, version: z.number().int(), sha256: text })),
  access: z.enum(ACCESS),
  /** what the agency earns by the client, as the terms say when it is sent */
  earns: z.strictObject({
    terms: text,
    version: z.number().int(),
    currency: text,
    rewards: TermsDocument.shape.rewards,
  }),
});

/** As it is written. */
export type ManifestJson = z.input<typeof schema>;
/** As it is read: rewards in the program's own types. */
export type Manifest = z.output<typeof schema> & { earns: { rewards: Reward[] } };

export interface ManifestFacts extends Pick<ManifestJson, 'program' | 'agency' | 'client' | 'access'> {
  configurations: ReadonlyArray<{ configurationId: string; name: string; version: number; sha256: string }>;
  terms: Terms;
  /** ISO 4217 */
  currency: string;
}

/**
 * What both sides of a handoff see and the client accepts (domain.md section 11). It carries no time: the same content is the same text, and the
 * same hash.
 */
export function manifestOf(facts: ManifestFacts): ManifestJson {
  const { program, agency, client, access, configurations, terms, currency } = facts;
  return {
    format: 'tributary-handoff/1',
    program,
    agency,
    client,
    access,
    configurations: configurations.map(({ configurationId: id, name, version, sha256 }) => ({
      id,
      name,
      version,
      sha256,
    })),
    earns: {
      terms: terms.key,
      version: terms.version,
      currency,
      rewards: serializeTerms(terms).rewards,
    },
  };
}

/** Canonical JSON (RFC 8785), the text that is hashed, kept and accepted. */
export function manifestText(manifest: ManifestJson): string {
  const written = canonicalize(manifest);
  invariant(written !== undefined, 'a manifest is JSON');
  return written;
}

/** @throws {z.ZodError} for what is no manifest */
export function parseManifest(written: string): Manifest {
  return schema.parse(JSON.parse(written));
}

/** What differs between a manifest that was sent and what would be sent now. */
export interface ManifestChanges {
  /** names, in order */
  added: string[];
  removed: string[];
  changed: string[];
  /** the agency, the client or the terms read otherwise */
  other: boolean;
}

/** Null when nothing does. The access the agency keeps is its choice at each sending, and no difference. */
export function changesSince(sent: ManifestJson, current: ManifestJson): ManifestChanges | null {
  const before = new Map(sent.configurations.map((one) => [one.id, one]));
  const after = new Map(current.configurations.map((one) => [one.id, one]));
  const added = current.configurations.filter((one) => !before.has(one.id));
  const removed = sent.configurations.filter((one) => !after.has(one.id));
  const changed = current.configurations.filter((one) => {
    const earlier = before.get(one.id);
    return earlier && (earlier.sha256 !== one.sha256 || earlier.name !== one.name);
  });
  const rest = (manifest: ManifestJson) =>
    manifestText({ ...manifest, configurations: [], access: 'configure' });
  const other = rest(sent) !== rest(current);
  if (added.length + removed.length + changed.length === 0 && !other) return null;
  const names = (list: typeof added) => list.map((one) => one.name);
  return { added: names(added), removed: names(removed), changed: names(changed), other };
}
