import { canonical } from './canonical';
import { commitment, iso } from './commitment';
import type { HandoffRecord } from './record';

/** What a client accepted, before it is signed. */
export interface Acceptance {
  handoffId: string;
  /** the agency: the owner of the chain */
  partnerId: string;
  /** SHA-256 of the manifest's canonical JSON, 64 hex digits */
  manifestHash: string;
  acceptedAt: number;
  /** who accepted, and for which domain; read from the chain by nobody (domain.md section 13) */
  client: { domain: string; name: string; email: string };
}

/**
 * The statement that is signed and kept: canonical JSON, without personal data (ADR-0100).
 * @param erased the commitment as it stands, when the salt was emptied and it cannot be made again
 */
export function acceptanceText(acceptance: Acceptance, salt: string, erased?: string): string {
  const { handoffId, partnerId, manifestHash, acceptedAt, client } = acceptance;
  return acceptanceOf(partnerId, {
    id: handoffId,
    acceptedAt: iso(acceptedAt),
    manifest: manifestHash,
    client: erased ?? commitment(salt, client),
  });
}

/** The signed statement from what a chain says of a handoff. */
export function acceptanceOf(
  chain: string,
  { id, acceptedAt, manifest, client }: Pick<HandoffRecord, 'id' | 'acceptedAt' | 'manifest' | 'client'>,
): string {
  return canonical({ type: 'handoff.accepted', agency: chain, handoff: id, acceptedAt, manifest, client });
}

/** An accepted handoff's row, as its agency's chain tells it. */
export function handoffRecord(row: {
  id: string;
  acceptance: string;
  signature: string;
  signingKeyId: string;
}): HandoffRecord {
  const { acceptedAt, manifest, client } = JSON.parse(row.acceptance);
  return {
    type: 'handoff',
    id: row.id,
    acceptedAt,
    manifest,
    client,
    key: row.signingKeyId,
    signature: row.signature,
  };
}
