import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import type { Terms } from '~/domain/program/terms';
import { type PublishResult, publishTermsVersion } from '~/domain/program/terms.server';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { transaction } from '~/platform/transaction.server';

/**
 * An admin publishes a version of terms; referrals made before it begins keep theirs (domain.md section 3).
 * @param effectiveAt undefined: now
 */
export function publishTerms(
  scope: AdminScope,
  { effectiveAt, ...terms }: Omit<Terms, 'version' | 'effectiveAt'> & { effectiveAt: Instant | undefined },
): Promise<PublishResult> {
  return transaction(async (tx) => {
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
  });
}
