import { decodeRefCookie } from './ref-cookie';
import { signRefCookie } from './ref-cookie.server';

/**
 * The clicks a sign-up or capture names: by id, by the value of the ref cookie, by Impact's id. The last two are ids of clicks too;
 * whether such a click exists is asked when the rules look (domain.md section 3). A cookie we did not sign names none.
 */
export function clickIdsOf(said: {
  clickId?: string | undefined;
  refCookie?: string | undefined;
  imRef?: string | undefined;
}): string[] {
  const cookie = said.refCookie === undefined ? null : decodeRefCookie(said.refCookie, signRefCookie);
  return [...new Set([said.clickId, cookie?.clickId, said.imRef].filter((id): id is string => Boolean(id)))];
}
