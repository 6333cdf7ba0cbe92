import { currentConfigurations } from '~/domain/agency/configurations.server';
import { type Access, type ManifestJson, manifestOf, manifestText } from '~/domain/agency/manifest';
import type { ProjectView } from '~/domain/agency/projects.server';
import { loadProgram } from '~/domain/program/program.server';
import { termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { invariant } from '~/kernel/invariant';
import { type Instant, utcDate } from '~/kernel/time';
import { sha256Hex } from '~/platform/crypto.server';
import type { Tx } from '~/platform/transaction.server';

/** Whoever comes by an agency is under these (domain.md section 3). */
const AGENCY_TERMS = 'agency';

/** What would be sent to a project's client now; what the project does not say yet is empty. */
export async function currentManifest(
  tx: Tx,
  project: ProjectView,
  { partnerId, access, at }: { partnerId: string; access: Access; at: Instant },
): Promise<ManifestJson> {
  const { name: program, currency } = await loadProgram(tx);
  const terms = termsInForce(await loadAllTerms(tx), AGENCY_TERMS, at);
  invariant(terms, 'the terms of agencies ship with the program');
  const partner = await tx.partner.findUniqueOrThrow({ where: { id: partnerId } });
  return manifestOf({
    program,
    currency,
    terms,
    access,
    agency: {
      name: partner.name,
      handle: partner.handle,
      email: partner.email,
      partnerSince: utcDate(partner.createdAt.getTime()),
    },
    client: {
      name: project.name,
      domain: project.domain ?? '',
      contactName: project.contactName ?? '',
      contactEmail: project.contactEmail ?? '',
    },
    configurations: await currentConfigurations(tx, project.id),
  });
}

/** What a sender has seen, whatever access is chosen: the page sends it back, so that nothing else is sent. */
export function seenHash(manifest: ManifestJson): string {
  return sha256Hex(manifestText({ ...manifest, access: 'configure' }));
}
