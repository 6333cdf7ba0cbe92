import { decodeCursor, type Page } from '~/platform/page';

const PAGE_SIZE = 25;

/** What part of a list an address asks for; a cursor that is none of ours is the first page. */
export function readPage(params: URLSearchParams, limit = PAGE_SIZE): Page {
  const cursor = params.get('cursor');
  return cursor && decodeCursor(cursor) ? { limit, cursor } : { limit };
}
