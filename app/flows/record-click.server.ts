import type { NewVisit } from '~/domain/attribution/clicks.server';
import { hashAddress } from '~/domain/attribution/daily-salts.server';
import type { LinkKey, LinkTarget } from '~/domain/attribution/link-targets.server';
import {
  type CaptureCookie,
  findRefCookie,
  impactCaptureCookie,
  type RefCookie,
  refCaptureCookie,
} from '~/domain/attribution/ref-cookie';
import { signRefCookie as sign } from '~/domain/attribution/ref-cookie.server';
import { requireTerms, termsKeyOfLink } from '~/domain/attribution/terms-of';
import { IMPACT_WINDOW_DAYS, landingOf } from '~/domain/attribution/visit';
import type { Terms } from '~/domain/program/terms';
import { newToken } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { log } from '~/platform/log.server';
import { findLink, findProgram, type KnownLink } from './link-lookup.server';
import { storeTogether, type VisitResult } from './store-visits.server';

/** A visit as a route saw it. */
export interface Visit {
  /** whose visit it is, if anybody's */
  link: LinkKey | null;
  imRef: string | null;
  /** what the browser, or the other site, already calls this visitor */
  visitorId: string | null;
  isBot: boolean;
  /** absolute; null: the link's destination */
  landingUrl: string | null;
  referrerHost: string | null;
  /** the visitor's IP address; never stored */
  address: string | null;
}

/** A click that is stored, and the cookie that remembers it. */
export interface CapturedClick {
  clickId: string;
  visitorId: string;
  cookie: CaptureCookie;
}

export interface RecordedVisit {
  /** `unavailable`: the database could not store the click, so nobody may be told that it counts */
  outcome: 'recorded' | 'bot' | 'nothing_to_credit' | 'unavailable';
  /** the link's destination; null for an unknown or archived link, and for one whose destination is no longer allowed */
  destination: string | null;
  /** the partner's first: it is the one credited (domain.md section 3) */
  clicks: CapturedClick[];
}

/** Our cookie as the browser sent it, or null: a forged or oversize one is as good as none (reliability.md F43). */
export function readRefCookie(cookieHeader: string | null): RefCookie | null {
  return findRefCookie(cookieHeader, env.refCookie.name, sign);
}

/** The program's home, where unknown codes lead. */
export async function programHome(): Promise<string> {
  return (await findProgram()).home;
}

/**
 * Records one visit (domain.md section 2): a durable click of the link's partner if it is active, and one of Impact's if there is an
 * `im_ref`; both carry the same instant of the program's clock. Bots count in the roll-ups alone.
 */
export async function recordClick(visit: Visit): Promise<RecordedVisit> {
  try {
    return await record(visit, now(), false);
  } catch (error) {
    log.error({ err: error }, 'a visit could not be recorded');
    return { outcome: 'unavailable', destination: null, clicks: [] };
  }
}

async function record(visit: Visit, at: Instant, isSecondLook: boolean): Promise<RecordedVisit> {
  const link = visit.link && (await findLink(visit.link, isSecondLook));
  const destination = link?.target.isOpen ? link.destination : null;
  const drafts = await draftVisits(visit, link, { at, isSecondLook });
  if (drafts.length === 0) return { outcome: 'nothing_to_credit', destination, clicks: [] };
  const results = await storeTogether(drafts.map(({ row }) => row));
  const seen = { ...judge(results, drafts), destination };
  if (isSecondLook || !results.some(({ outcome }) => outcome === 'changed')) return seen;
  // Link, partner or terms changed within the second it was remembered for. Impact's click is stored already.
  const { visitorId } = drafts[0]?.row ?? visit;
  const second = await record({ ...visit, visitorId, imRef: null }, at, true);
  const outcome = second.outcome === 'nothing_to_credit' ? seen.outcome : second.outcome;
  return { outcome, destination: second.destination, clicks: [...second.clicks, ...seen.clicks] };
}

function judge(results: VisitResult[], drafts: Draft[]): Pick<RecordedVisit, 'outcome' | 'clicks'> {
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  if (outcomes.has('unavailable')) return { outcome: 'unavailable', clicks: [] };
  if (outcomes.has('counted_as_bot')) return { outcome: 'bot', clicks: [] };
  const clicks = drafts
    .filter((_, index) => results[index]?.outcome !== 'changed')
    .map(({ row, cookie }) => ({ clickId: row.id, visitorId: row.visitorId, cookie }));
  return { outcome: clicks.length > 0 ? 'recorded' : 'nothing_to_credit', clicks };
}

interface Draft {
  row: NewVisit;
  cookie: CaptureCookie;
}

async function draftVisits(
  visit: Visit,
  link: KnownLink | null,
  { at, isSecondLook }: { at: Instant; isSecondLook: boolean },
): Promise<Draft[]> {
  const counts = link?.target.isOpen && link.target.isPartnerActive;
  if (!counts && visit.imRef === null) return [];
  const common = {
    at,
    visitorId: visit.visitorId ?? newToken(),
    isReturning: visit.visitorId !== null,
    isBot: visit.isBot,
    landingUrl: visit.landingUrl === null ? (link?.landingUrl ?? null) : landingOf(visit.landingUrl),
    referrerHost: visit.referrerHost,
    addressHash: visit.address && !visit.isBot ? await hashAddress(visit.address, at) : null,
  };
  const { terms } = await findProgram(isSecondLook);
  const drafts: Draft[] = [];
  if (counts) drafts.push(draftOfPartner(link.target, terms, common));
  if (visit.imRef !== null) drafts.push(draftOfImpact(visit.imRef, common));
  return drafts;
}

type Common = Omit<NewVisit, 'id' | 'target' | 'windowDays' | 'termsVersions'>;

function draftOfPartner(target: LinkTarget, terms: readonly Terms[], common: Common): Draft {
  const { windowDays } = requireTerms(terms, termsKeyOfLink(target.source, target.termsKey), common.at);
  const row = { ...common, id: newToken(), target, windowDays, termsVersions: terms.length };
  const { id: clickId, at, visitorId } = row;
  const remembered = { handle: target.handle, clickId, at, visitorId };
  return { row, cookie: refCaptureCookie(remembered, { ...env.refCookie, windowDays, sign }) };
}

function draftOfImpact(imRef: string, common: Common): Draft {
  const row = { ...common, id: imRef, target: null, windowDays: IMPACT_WINDOW_DAYS, termsVersions: 0 };
  return { row, cookie: impactCaptureCookie(imRef, row.windowDays, env.refCookie.domain) };
}
