import { changedPaths } from '~/domain/agency/configuration-diff';
import { type Flaw, flawAt } from '~/domain/agency/configuration-json';
import { isSayable, mergePatch, patchBetween } from '~/domain/agency/configuration-patch';
import { schemaFlaws } from '~/domain/agency/configuration-schema.server';
import {
  canonicalText,
  type ReadDocument,
  readDocument,
  storedObject,
} from '~/domain/agency/configuration-text';
import type { TemplateVersionView } from '~/domain/agency/templates.server';

export type Derived =
  | { outcome: 'ok'; document: string; overrides: string; templateVersion: number | null }
  | { outcome: 'flawed'; flaws: Flaw[] };

/**
 * What somebody wrote, as it is kept: the document, and what in it differs from the template it is made from.
 * @param template null: it is made from none, and nothing but its own form is asked of it
 */
export async function deriveDocument(text: string, template: TemplateVersionView | null): Promise<Derived> {
  const read = readDocument(text);
  if (read.outcome === 'flawed') return read;
  if (template === null)
    return { outcome: 'ok', document: read.canonical, overrides: '{}', templateVersion: null };
  const flaws = [...unsayable(read, template.document), ...(await schemaFlaws(template.schema, read))];
  if (flaws.length > 0) return { outcome: 'flawed', flaws };
  const overrides = canonicalText(patchBetween(storedObject(template.document), read.value));
  return { outcome: 'ok', document: read.canonical, overrides, templateVersion: template.version };
}

/** In a merge patch null takes a name away (RFC 7386), so a null of its own cannot differ from the template. */
function unsayable(read: ReadDocument & { outcome: 'ok' }, template: string): Flaw[] {
  const from = storedObject(template);
  if (isSayable(from, read.value)) return [];
  const made = mergePatch(from, patchBetween(from, read.value));
  return changedPaths(made, read.value).map(({ path }) =>
    flawAt(
      read.text,
      read.places.get(path)?.value ?? 0,
      `${path || 'The document'} is or holds a null that its template has not, which cannot be kept as a difference: leave the name out instead.`,
    ),
  );
}
