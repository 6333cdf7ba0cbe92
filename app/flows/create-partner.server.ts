import { createDefaultLink } from '~/domain/attribution/links.server';
import { recordAudit } from '~/domain/audit/audit.server';
import type { Scope } from '~/domain/identity/scope';
import { type HandleProblem, handleProblem } from '~/domain/partner/handle';
import { insertPartner, type NewPartner } from '~/domain/partner/partner.server';
import type { Partner } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { lockApplying } from '~/platform/locks.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { wakeWaiting } from './arrived-events.server';
import { sealPartner } from './seal-books.server';

export type PartnerWish = Omit<NewPartner, 'at' | 'termsKey' | 'rateBps'> & {
  termsKey?: string;
  rateBps?: bigint | null;
};

export type PartnerCreation =
  | { outcome: 'created'; partner: Partner }
  | { outcome: 'invalid_handle'; problem: HandleProblem }
  | { outcome: 'handle_taken' }
  | { outcome: 'unknown_terms' };

/** The terms a partner begins under when nobody says otherwise (domain.md section 5). */
export const defaultTermsKey = { affiliate: 'developer', agency: 'agency' } as const;

/**
 * A partner with its `direct_link`, where `?ref=` counts, inside the caller's transaction.
 * @param actor null when the partner signed itself up
 */
export async function addPartner(tx: Tx, wish: PartnerWish, actor: Scope | null): Promise<PartnerCreation> {
  const problem = handleProblem(wish.handle);
  if (problem) return { outcome: 'invalid_handle', problem };
  const termsKey = wish.termsKey ?? defaultTermsKey[wish.kind];
  if (!(await tx.terms.findUnique({ where: { key: termsKey } }))) return { outcome: 'unknown_terms' };
  const at = now();
  const partner = await insertPartner(tx, { ...wish, termsKey, rateBps: wish.rateBps ?? null, at });
  if (!partner) return { outcome: 'handle_taken' };
  await createDefaultLink(tx, partner);
  await applyWhatWaited(tx, partner.handle);
  await sealPartner(tx, partner.id, at);
  await recordAudit(tx, {
    at,
    actor,
    action: 'partner.created',
    subject: { type: 'partner', id: partner.id },
    partnerId: partner.id,
    detail: { kind: wish.kind, status: wish.status, terms: termsKey },
  });
  return { outcome: 'created', partner };
}

/** What the product said of this partner before it was here. Whoever is applying events finishes first, or could make one wait in vain. */
async function applyWhatWaited(tx: Tx, handle: string): Promise<void> {
  await lockApplying(tx);
  await wakeWaiting(tx, [`partner:${handle}`]);
}

/** An admin's new partner (contract.md, POST /partners): active at once, no mail needed. */
export function createPartner(scope: Scope, wish: Omit<PartnerWish, 'status'>): Promise<PartnerCreation> {
  return transaction((tx) => addPartner(tx, { ...wish, status: 'active' }, scope));
}
