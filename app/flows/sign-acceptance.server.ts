import { saltsOf } from '~/domain/chain/chain.server';
import { acceptanceText } from '~/domain/chain/handoff-record';
import { loadSigner } from '~/domain/chain/signing-keys.server';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** The columns of a handoff that say it was accepted, but for who did. */
export interface SignedAcceptance {
  /** canonical JSON, without personal data */
  acceptance: string;
  /** Ed25519 over the text's UTF-8 bytes, 128 hex digits */
  signature: string;
  signingKeyId: string;
}

/**
 * Signs that the client accepts a handoff, for the caller to write and to seal last (sealHandoff): the portal says with its key what was
 * accepted, of which manifest, when, and commits to by whom (ADR-0100).
 * @throws when there is no such handoff
 */
export async function signAcceptance(
  tx: Tx,
  { handoffId, name, at }: { handoffId: string; name: string; at: Instant },
): Promise<SignedAcceptance> {
  const row = await tx.handoff.findUniqueOrThrow({ where: { id: handoffId } });
  const subject = `handoff:${handoffId}`;
  const salts = await saltsOf(tx, [subject]);
  const signer = await loadSigner(tx, at);
  const acceptance = acceptanceText(
    {
      handoffId,
      partnerId: row.partnerId,
      manifestHash: row.manifestHash,
      acceptedAt: at,
      client: { domain: row.domain, name, email: row.contactEmail },
    },
    salts.get(subject) ?? '',
  );
  return { acceptance, signature: signer.sign(acceptance), signingKeyId: signer.keyId };
}
