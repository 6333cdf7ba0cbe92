import { expect, it } from 'vitest';
import { getProject } from '~/domain/agency/projects.server';
import { projectProgress } from '~/domain/reporting/project-progress.server';
import { db } from '~/platform/db.server';
import { buildAgency } from '~/test-support/builders/configurations';
import { acceptOffer, offerHandoff } from '~/test-support/builders/handoffs';
import { ownerPool } from '~/test-support/db';
import { archiveProject, changeProject, createProject } from './edit-project.server';

const facts = {
  name: 'Acme',
  domain: 'acme.example',
  contactName: 'Ann',
  contactEmail: 'ann@acme.example',
  notes: 'Two lines\nof notes',
  dueOn: '2026-12-31',
};

const usesOf = async (partnerId: string) =>
  (await db.internalUse.findMany({ where: { partnerId }, orderBy: { domain: 'asc' } })).map(
    ({ domain }) => domain,
  );

async function make(more: Partial<typeof facts> & { internal?: boolean } = {}) {
  const scope = await buildAgency();
  const made = await createProject(scope, { ...facts, internal: false, ...more });
  if (made.outcome !== 'created') throw new Error(made.refusal);
  return { scope, id: made.id };
}

it('a client is kept as it was written, and is a draft', async () => {
  const { scope, id } = await make();
  expect(await getProject(scope, id)).toMatchObject({ ...facts, internal: false, createdBy: scope.userId });
  expect(await projectProgress(scope, { id, domain: facts.domain }, Date.now())).toMatchObject({
    stage: 'draft',
  });
  expect(await usesOf(scope.partnerId)).toEqual([]);
});

it('internal use is written down with its domain, once and for ever', async () => {
  const { scope, id } = await make({ internal: true });
  expect(await usesOf(scope.partnerId)).toEqual(['acme.example']);
  await changeProject(scope, id, { ...facts, domain: 'other.example' });
  await changeProject(scope, id, { ...facts, domain: null });
  expect(await usesOf(scope.partnerId)).toEqual(['acme.example', 'other.example']);
  const [use] = await db.internalUse.findMany({
    where: { partnerId: scope.partnerId },
    orderBy: { at: 'asc' },
  });
  await createProject(scope, { ...facts, internal: true });
  expect(await db.internalUse.findUnique({ where: { id: use?.id ?? '' } })).toEqual(use);
  await expect(
    ownerPool.query('update client_project set internal = false where id = $1', [id]),
  ).rejects.toThrow(/once and for ever/);
});

it('a free-mail domain stands for nobody', async () => {
  const scope = await buildAgency();
  const refused = { outcome: 'refused', refusal: 'free_mail_domain' };
  const wanted = { ...facts, domain: 'gmail.com' };
  expect(await createProject(scope, { ...wanted, internal: true })).toEqual(refused);
  expect(await createProject(scope, { ...wanted, internal: false })).toEqual(refused);
  expect(await usesOf(scope.partnerId)).toEqual([]);
  expect(await db.clientProject.count({ where: { partnerId: scope.partnerId } })).toBe(0);
  const { scope: other, id } = await make();
  expect(await changeProject(other, id, wanted)).toMatchObject(refused);
});

it('the domain a client accepted for stays', async () => {
  const scope = await buildAgency();
  const offer = await offerHandoff(scope.partnerId, { domain: 'kept.example', at: Date.now() - 1000 });
  await acceptOffer(offer, Date.now());
  const id = offer.projectId;
  expect(await changeProject(scope, id, { ...facts, domain: 'new.example' })).toEqual({
    outcome: 'refused',
    refusal: 'domain_accepted',
    domain: 'kept.example',
  });
  expect(await changeProject(scope, id, { ...facts, domain: 'kept.example' })).toEqual({
    outcome: 'changed',
  });
  expect(await projectProgress(scope, { id, domain: 'kept.example' }, Date.now())).toMatchObject({
    stage: 'accepted',
  });
});

it('another agency’s client is not there', async () => {
  const { id } = await make();
  const scope = await buildAgency();
  expect(await getProject(scope, id)).toBeNull();
  expect(await changeProject(scope, id, facts)).toEqual({ outcome: 'not_found' });
  expect(await archiveProject(scope, id, true)).toBe('not_found');
  expect((await db.clientProject.findUniqueOrThrow({ where: { id } })).archivedAt).toBeNull();
});

it('is archived and restored', async () => {
  const { scope, id } = await make();
  expect(await archiveProject(scope, id, true)).toBe('changed');
  expect((await getProject(scope, id))?.archivedAt).not.toBeNull();
  expect(await archiveProject(scope, id, false)).toBe('changed');
  expect((await getProject(scope, id))?.archivedAt).toBeNull();
});
