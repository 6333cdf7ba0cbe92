import { sha256Hex } from '~/platform/crypto.server';
import type { Tx } from '~/platform/transaction.server';

/** A configuration as its client inherits it: the document is canonical JSON (RFC 8785), `sha256` that of its UTF-8 bytes in hex. */
export interface CurrentConfiguration {
  configurationId: string;
  name: string;
  version: number;
  document: string;
  sha256: string;
}

/** The newest version of each configuration of a project that is not archived, ordered by name (by code points). */
export async function currentConfigurations(tx: Tx, projectId: string): Promise<CurrentConfiguration[]> {
  const rows = await tx.$queryRaw<Array<Omit<CurrentConfiguration, 'sha256'>>>`
    select c.id as "configurationId", c.name, v.version, v.document
      from client_configuration c
      join lateral (select version, document from client_configuration_version
                     where configuration_id = c.id order by version desc limit 1) v on true
     where c.project_id = ${projectId} and c.archived_at is null
     order by c.name collate "C"`;
  return rows.map((row) => ({ ...row, sha256: sha256Hex(row.document) }));
}
