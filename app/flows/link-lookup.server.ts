import { readDestination } from '~/domain/attribution/link';
import {
  findLinkTargets,
  type LinkKey,
  type LinkTarget,
  textOfKey,
} from '~/domain/attribution/link-targets.server';
import { landingOf } from '~/domain/attribution/visit';
import { loadProgram } from '~/domain/program/program.server';
import type { Terms } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { patiently } from '~/platform/patience.server';
import { createShortCache } from '~/platform/short-cache.server';

// A second: what is remembered decides where a visitor is sent and under which window a click counts. Whether it counts is asked of
// the tables again by the statement that stores it.
const REMEMBERED_MS = 1_000;

/** A link and where it may lead today. */
export interface KnownLink {
  target: LinkTarget;
  /** null: its destination is no longer on PROGRAM_HOSTS */
  destination: string | null;
  /** the destination without its query string */
  landingUrl: string | null;
}

const links = createShortCache<KnownLink>({
  find: (keys) => patiently(async () => (await findLinkTargets(keys)).map(known)),
  // Paused and archived ones are rare and may be back any moment.
  keep: ({ target }) => target.isOpen && target.isPartnerActive,
  milliseconds: REMEMBERED_MS,
  most: 20_000,
});

function known(target: LinkTarget | null): KnownLink | null {
  if (!target) return null;
  const destination = readDestination(target.destination, env.programHosts);
  if (!destination.ok) return { target, destination: null, landingUrl: null };
  return { target, destination: destination.url, landingUrl: landingOf(destination.url) };
}

/** @param fresh asks the database whatever is remembered */
export function findLink(key: LinkKey, fresh = false): Promise<KnownLink | null> {
  return links.get(textOfKey(key), fresh);
}

const program = createShortCache<{ terms: Terms[]; home: string }>({
  find: (keys) =>
    patiently(async () => {
      const [terms, { homeUrl }] = await Promise.all([loadAllTerms(), loadProgram(db)]);
      return keys.map(() => ({ terms, home: homeUrl }));
    }),
  keep: () => true,
  milliseconds: REMEMBERED_MS,
  most: 1,
});

/**
 * Every version of all terms, and the program's home page.
 * @param fresh asks the database whatever is remembered
 */
export async function findProgram(fresh = false): Promise<{ terms: Terms[]; home: string }> {
  return (await program.get('program', fresh)) ?? { terms: [], home: env.origin };
}
