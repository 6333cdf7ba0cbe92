import {
  acceptedDomain,
  insertInternalUse,
  insertProject,
  lockProject,
  type ProjectFacts,
  saveArchival,
  saveProject,
} from '~/domain/agency/projects.server';
import { recordAudit } from '~/domain/audit/audit.server';
import { isFreeMailDomain } from '~/domain/identity/mail-domain';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';

export type ProjectRefusal =
  /** anybody can have an address there: it stands for nobody (domain.md section 11) */
  | 'free_mail_domain'
  /** the client accepted an offer for its domain, which stays */
  | 'domain_accepted';

export type ProjectCreation =
  | { outcome: 'created'; id: string }
  | { outcome: 'refused'; refusal: ProjectRefusal };

/**
 * A new client. One that is internal use is free and never earns, for ever: its domain is written down as the agency's own in the same
 * transaction.
 */
export function createProject(
  scope: PartnerScope,
  { internal, ...facts }: ProjectFacts & { internal: boolean },
): Promise<ProjectCreation> {
  return transaction(async (tx) => {
    if (isFree(facts)) return { outcome: 'refused', refusal: 'free_mail_domain' };
    const at = now();
    const id = await insertProject(tx, scope, { facts, internal, at });
    if (internal) await noteInternalUse(tx, scope, { id, domain: facts.domain });
    const subject = { type: 'client_project', id };
    const { partnerId } = scope;
    await recordAudit(tx, {
      at,
      actor: scope,
      action: 'client.created',
      subject,
      partnerId,
      detail: { internal },
    });
    return { outcome: 'created', id };
  });
}

const isFree = ({ domain }: ProjectFacts) => domain !== null && isFreeMailDomain(domain);

async function noteInternalUse(
  tx: Tx,
  scope: PartnerScope,
  { id, domain }: { id: string; domain: string | null },
): Promise<void> {
  if (domain !== null) await insertInternalUse(tx, scope, { projectId: id, domain, at: now() });
}

export type ProjectChange =
  | { outcome: 'changed' | 'not_found' }
  | { outcome: 'refused'; refusal: ProjectRefusal; domain: string | null };

/** Other facts about a client. Whether it is internal use was said for ever. */
export function changeProject(scope: PartnerScope, id: string, facts: ProjectFacts): Promise<ProjectChange> {
  return transaction(async (tx) => {
    const project = await lockProject(tx, scope, id);
    if (!project) return { outcome: 'not_found' };
    const { domain } = facts;
    if (domain !== project.domain) {
      if (isFree(facts)) return { outcome: 'refused', refusal: 'free_mail_domain', domain };
      const accepted = await acceptedDomain(tx, id);
      if (accepted !== null) return { outcome: 'refused', refusal: 'domain_accepted', domain: accepted };
    }
    await saveProject(tx, id, facts);
    if (project.internal && domain !== project.domain) await noteInternalUse(tx, scope, { id, domain });
    return { outcome: 'changed' };
  });
}

/** Takes a client out of the lists, or back into them; nothing else changes. */
export function archiveProject(
  scope: PartnerScope,
  id: string,
  isArchived: boolean,
): Promise<'changed' | 'not_found'> {
  return transaction(async (tx) => {
    const project = await lockProject(tx, scope, id);
    if (!project) return 'not_found';
    const at = now();
    if (isArchived === (project.archivedAt !== null)) return 'changed';
    await saveArchival(tx, id, isArchived ? at : null);
    const action = isArchived ? 'client.archived' : 'client.restored';
    const { partnerId } = scope;
    await recordAudit(tx, { at, actor: scope, action, subject: { type: 'client_project', id }, partnerId });
    return 'changed';
  });
}
