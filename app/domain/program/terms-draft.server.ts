import type { AdminScope } from '~/domain/identity/scope';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import type { Terms } from './terms';
import { parseTermsDocument, type TermsDocumentJson } from './terms-document';

/** The next version of some terms while admins work on it; there is one per terms, for all admins. */
export interface TermsDraft {
  terms: Omit<Terms, 'version' | 'effectiveAt'>;
  /** new with every save: what a publication binds */
  revision: string;
  updatedBy: string;
  updatedAt: Instant;
}

/** The draft of some terms; null when nobody has begun one. */
export async function getTermsDraft(
  _scope: AdminScope,
  key: string,
  tx: Tx = db,
): Promise<TermsDraft | null> {
  const row = await tx.termsDraft.findUnique({ where: { termsKey: key } });
  if (!row) return null;
  const {
    version: _,
    effectiveAt: __,
    ...terms
  } = parseTermsDocument(row.document, {
    key,
    version: 0,
    effectiveAt: 0,
  });
  const { revision, updatedBy } = row;
  return { terms, revision, updatedBy, updatedAt: row.updatedAt.getTime() };
}

/** Which terms have a draft. */
export async function listTermsDrafts(_scope: AdminScope): Promise<Set<string>> {
  const rows = await db.termsDraft.findMany({ select: { termsKey: true } });
  return new Set(rows.map(({ termsKey }) => termsKey));
}

/** Keeps a draft in place of the one before. @returns its revision */
export async function saveTermsDraft(
  tx: Tx,
  draft: { key: string; document: TermsDocumentJson; updatedBy: string; at: Instant },
): Promise<string> {
  const { key, document, updatedBy, at } = draft;
  const revision = newId('dft', at);
  const row = { revision, document, updatedBy, updatedAt: new Date(at) };
  await tx.termsDraft.upsert({ where: { termsKey: key }, create: { termsKey: key, ...row }, update: row });
  return revision;
}

/** Takes a draft away if it is still this revision, or whatever it is. @returns whether there was one */
export async function removeTermsDraft(tx: Tx, key: string, revision?: string): Promise<boolean> {
  const where = { termsKey: key, ...(revision === undefined ? {} : { revision }) };
  return (await tx.termsDraft.deleteMany({ where })).count === 1;
}
