import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import type { Terms } from '~/domain/program/terms';
import { type PublishResult, publishTermsVersion } from '~/domain/program/terms.server';
import type { TermsDocumentJson } from '~/domain/program/terms-document';
import { getTermsDraft, removeTermsDraft, saveTermsDraft } from '~/domain/program/terms-draft.server';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';

type ToPublish = Omit<Terms, 'version' | 'effectiveAt'> & { effectiveAt: Instant | undefined };

/**
 * An admin publishes a version of terms; referrals made before it begins keep theirs (domain.md section 3).
 * @param terms effectiveAt undefined: now
 */
export function publishTerms(scope: AdminScope, terms: ToPublish): Promise<PublishResult> {
  return transaction((tx) => publish(tx, scope, terms));
}

/** Keeps an admin's draft of the next version, in place of the one before. False for terms there are not. */
export function saveDraft(
  scope: AdminScope,
  { key, document }: { key: string; document: TermsDocumentJson },
): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await tx.terms.findUnique({ where: { key } }))) return false;
    await saveTermsDraft(tx, { key, document, updatedBy: scope.userId, at: now() });
    return true;
  });
}

/** Gives a draft up. */
export async function discardDraft(_scope: AdminScope, key: string): Promise<void> {
  await transaction((tx) => removeTermsDraft(tx, key));
}

export type DraftPublished =
  | PublishResult
  /** there is none, or it was changed after this admin looked at it */
  | { outcome: 'draft_changed' };

/**
 * Publishes a draft as this admin saw it (domain.md section 3).
 * @param effectiveAt undefined: now
 */
export function publishDraft(
  scope: AdminScope,
  { key, revision, effectiveAt }: { key: string; revision: string; effectiveAt: Instant | undefined },
): Promise<DraftPublished> {
  return transaction(async (tx): Promise<DraftPublished> => {
    const draft = await getTermsDraft(scope, key, tx);
    // taken away first: of several who publish at once the others wait here, and find it gone
    if (draft?.revision !== revision || !(await removeTermsDraft(tx, key, revision)))
      return { outcome: 'draft_changed' };
    const result = await publish(tx, scope, { ...draft.terms, effectiveAt });
    if (result.outcome !== 'published') throw new DraftStays(result);
    return result;
  }).catch((error: unknown): DraftPublished => {
    if (error instanceof DraftStays) return error.result;
    throw error;
  });
}

/** Rolls back: what could not be published is a draft still. */
class DraftStays extends Error {
  constructor(readonly result: PublishResult) {
    super('the draft stays');
  }
}

async function publish(
  tx: Tx,
  scope: AdminScope,
  { effectiveAt, ...terms }: ToPublish,
): Promise<PublishResult> {
  const at = now();
  const result = await publishTermsVersion(tx, {
    terms: { ...terms, effectiveAt: effectiveAt ?? at },
    now: at,
    createdBy: scope.userId,
  });
  if (result.outcome !== 'published') return result;
  const { key, version } = result.terms;
  await recordAudit(tx, {
    at,
    actor: scope,
    action: 'terms.published',
    subject: { type: 'terms', id: key },
    detail: { version, effectiveAt: new Date(result.terms.effectiveAt).toISOString() },
  });
  return result;
}
