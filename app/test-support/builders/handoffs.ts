import { canonical } from '~/domain/chain/canonical';
import { reconsiderHandoff } from '~/flows/reconsider-handoff.server';
import { sealHandoff } from '~/flows/seal-books.server';
import { signAcceptance } from '~/flows/sign-acceptance.server';
import { newId } from '~/kernel/ids';
import { addDays, type Instant } from '~/kernel/time';
import { newSecret, sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';

export interface BuiltHandoff {
  id: string;
  projectId: string;
  /** what its link ends with, and a sign-up names */
  token: string;
}

/** A handoff that an agency offered to a domain's contact, open for fourteen days. */
export async function offerHandoff(
  partnerId: string,
  { domain, at, projectId = newId('prj', at) }: { domain: string; at: Instant; projectId?: string },
): Promise<BuiltHandoff> {
  const [id, token] = [newId('hnd', at), newSecret()];
  const sentAt = new Date(at);
  const expiresAt = new Date(addDays(at, 14));
  const manifest = canonical({ format: 'handoff/1', domain });
  await db.clientProject.createMany({
    data: [{ id: projectId, partnerId, name: domain, domain, createdAt: sentAt }],
    skipDuplicates: true,
  });
  await db.handoff.create({
    data: {
      ...{ id, projectId, partnerId, domain, contactName: 'The client', contactEmail: `it@${domain}` },
      ...{ manifest, manifestHash: sha256Hex(manifest), sentAt, expiresAt },
      links: { create: [{ tokenHash: sha256Hex(token), createdAt: sentAt, expiresAt }] },
    },
  });
  return { id, projectId, token };
}

/** The client accepts it: signed, in the chain, and whoever came through it is settled again. */
export async function acceptOffer({ id }: Pick<BuiltHandoff, 'id'>, at: Instant): Promise<void> {
  await transaction(async (tx) => {
    const signed = await signAcceptance(tx, { handoffId: id, name: 'The client', at });
    const { contactEmail } = await tx.handoff.findUniqueOrThrow({ where: { id } });
    await tx.handoff.update({
      where: { id },
      data: { acceptedAt: new Date(at), acceptedName: 'The client', acceptedEmail: contactEmail, ...signed },
    });
    await reconsiderHandoff(tx, id);
    await sealHandoff(tx, id, at);
  });
}

/** The agency says that it will make the client's account, with that address. */
export async function declareSignUp(
  handoff: BuiltHandoff,
  { partnerId, email, at }: { partnerId: string; email: string; at: Instant },
): Promise<void> {
  const declared = { id: newId('dsu', at), handoffId: handoff.id, partnerId, email, at: new Date(at) };
  await db.declaredSignUp.create({ data: declared });
}
