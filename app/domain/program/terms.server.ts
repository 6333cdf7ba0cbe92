import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import type { Terms } from './terms';
import { parseTermsDocument, serializeTerms } from './terms-document';

// Published versions never change (a trigger sees to that), so what was parsed once is right for ever. Which versions there are is
// asked every time: another process may have published one.
const parsed = new Map<string, Terms>();
const idOf = ({ termsKey, version }: { termsKey: string; version: number }) => `${termsKey}@${version}`;

/** Every version of every terms, by key and version; which one holds is `termsInForce`'s to say (domain.md section 3). */
export async function loadAllTerms(tx: Tx = db): Promise<Terms[]> {
  const orderBy = [{ termsKey: 'asc' as const }, { version: 'asc' as const }];
  const ids = await tx.termsVersion.findMany({ select: { termsKey: true, version: true }, orderBy });
  const missing = ids.filter((id) => !parsed.has(idOf(id)));
  if (missing.length > 0) {
    const rows = await tx.termsVersion.findMany({ where: { OR: missing } });
    for (const row of rows) {
      const identity = { key: row.termsKey, version: row.version, effectiveAt: row.effectiveAt.getTime() };
      parsed.set(idOf(row), parseTermsDocument(row.document, identity));
    }
  }
  return ids.flatMap((id) => parsed.get(idOf(id)) ?? []);
}

export interface TermsToPublish {
  terms: Omit<Terms, 'version'>;
  now: Instant;
  /** the admin */
  createdBy: string;
}

export type PublishResult =
  | { outcome: 'published'; terms: Terms }
  /** a version may not change what already happened */
  | { outcome: 'in_the_past' }
  /** another version of these terms begins at that very instant */
  | { outcome: 'instant_taken' };

/** Adds a version, the first of a new key included. Referrals keep the version they were made under (domain.md section 3). */
export async function publishTermsVersion(
  tx: Tx,
  { terms, now, createdBy }: TermsToPublish,
): Promise<PublishResult> {
  const { key, name } = terms;
  if (terms.effectiveAt < now) return { outcome: 'in_the_past' };
  // The row is also the lock: two admins publish one after the other.
  await tx.terms.upsert({
    where: { key },
    create: { key, name, createdAt: new Date(now) },
    update: { name },
  });
  const earlier = await tx.termsVersion.findMany({
    where: { termsKey: key },
    select: { version: true, effectiveAt: true },
    orderBy: { version: 'desc' },
  });
  if (earlier.some((each) => each.effectiveAt.getTime() === terms.effectiveAt)) {
    return { outcome: 'instant_taken' };
  }
  const version = (earlier[0]?.version ?? 0) + 1;
  await tx.termsVersion.create({
    data: {
      termsKey: key,
      version,
      effectiveAt: new Date(terms.effectiveAt),
      document: serializeTerms({ ...terms, version }),
      createdBy,
      createdAt: new Date(now),
    },
  });
  return { outcome: 'published', terms: { ...terms, version } };
}
