import {
  archiveLink,
  createLink,
  type LinkArchiving,
  type LinkChange,
  type LinkCreation,
  type LinkUpdate,
  type NewLink,
  updateLink,
} from '~/domain/attribution/links.server';
import type { Scope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { transaction } from '~/platform/transaction.server';

/** A new link of the partner; whether the asker may act for that partner is the guard's to say. */
export function addLink(wanted: Omit<NewLink, 'allowedHosts' | 'at'>): Promise<LinkCreation> {
  return transaction((tx) => createLink(tx, { ...wanted, allowedHosts: env.programHosts, at: now() }));
}

/** Another destination or label of a link of the asker's. */
export function changeLink(scope: Scope, id: string, change: LinkChange): Promise<LinkUpdate> {
  return transaction((tx) => updateLink(tx, scope, { ...change, id, allowedHosts: env.programHosts }));
}

/** Takes a link of the asker's out of use: its clicks stop counting with the commit. */
export function closeLink(scope: Scope, id: string): Promise<LinkArchiving> {
  return transaction((tx) => archiveLink(tx, scope, { id, at: now() }));
}
