import { type Flaw, flawAt } from './configuration-json';
import { schemaFlawsOfStored } from './configuration-schema.server';
import { DOCUMENT_LIMIT, fits } from './configuration-text';
import { effectOf } from './template-effect';

/** What a version of a template would make of a configuration. */
export type Effect =
  | { outcome: 'changed' | 'unchanged'; document: string }
  | { outcome: 'invalid'; document: string; flaws: Flaw[] };

/**
 * Judges a configuration under another version of its template; the same for the preview and for the run that does it.
 * @param configuration its current document and what differs for it, canonical JSON
 */
export async function judgeEffect(
  template: { document: string; schema: string | null },
  configuration: { document: string; overrides: string },
): Promise<Effect> {
  const document = effectOf(template.document, configuration.overrides);
  if (!fits(document)) {
    const message = `It would be larger than ${DOCUMENT_LIMIT / 1024} KiB.`;
    return { outcome: 'invalid', document, flaws: [flawAt(document.slice(0, 200), 0, message)] };
  }
  const flaws = await schemaFlawsOfStored(template.schema, document);
  if (flaws.length > 0) return { outcome: 'invalid', document, flaws };
  return { outcome: document === configuration.document ? 'unchanged' : 'changed', document };
}
