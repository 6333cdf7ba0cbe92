import type { PartnerScope } from '~/domain/identity/scope';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** A configuration made from a template that stands at another version of it. */
export interface Follower {
  id: string;
  name: string;
  projectId: string;
  project: string;
  version: number;
  templateVersion: number | null;
}

/**
 * The configurations of the asker's clients that were made from a template and do not stand at this version of it, by client and name.
 * Left out: archived ones, and those of clients whose access the agency no longer has (reliability.md I17).
 */
export async function templateFollowers(
  scope: PartnerScope,
  { templateId, version }: { templateId: string; version: number },
  tx: Tx = db,
): Promise<Follower[]> {
  return tx.$queryRaw<Follower[]>`
    select c.id, c.name, p.id as "projectId", p.name as project, v.version, v.template_version as "templateVersion"
      from client_configuration c
      join client_project p on p.id = c.project_id
      join lateral (select version, template_version from client_configuration_version
                     where configuration_id = c.id order by version desc limit 1) v on true
     where c.template_id = ${templateId} and p.partner_id = ${scope.partnerId}
       and c.archived_at is null and p.archived_at is null
       and v.template_version is distinct from ${version}
       and not exists (select from handoff h where h.project_id = p.id and h.access_ended_at is not null)
     order by p.name, c.name, c.id`;
}

/** How many configurations made from a template are out of reach because the agency's access has ended. */
export function countOutOfReach(scope: PartnerScope, templateId: string): Promise<number> {
  return db.clientConfiguration.count({
    where: {
      templateId,
      archivedAt: null,
      project: {
        partnerId: scope.partnerId,
        archivedAt: null,
        handoffs: { some: { accessEndedAt: { not: null } } },
      },
    },
  });
}
