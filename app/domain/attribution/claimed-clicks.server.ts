import { clickIdOfRefCookie } from './ref-cookie';

/**
 * The clicks a sign-up or capture names: by id, by the value of the ref cookie, by Impact's id. The last two are ids of clicks too;
 * whether such a click exists is asked when the rules look (domain.md section 3).
 */
export function clickIdsOf(said: {
  clickId?: string | undefined;
  refCookie?: string | undefined;
  imRef?: string | undefined;
}): string[] {
  const fromCookie = said.refCookie === undefined ? null : clickIdOfRefCookie(said.refCookie);
  return [...new Set([said.clickId, fromCookie, said.imRef].filter((id): id is string => Boolean(id)))];
}
