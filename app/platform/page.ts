import type { Instant } from '~/kernel/time';

/** What part of a list is asked for (contract.md, REST API). */
export interface Page {
  /** 1 to 200 */
  limit: number;
  /** `nextCursor` of the page before; absent: the first page */
  cursor?: string;
}

/** A page of a list, newest first; nextCursor null = the last one. */
export interface Listed<T> {
  data: T[];
  nextCursor: string | null;
}

export const DEFAULT_LIMIT = 50;
export const LARGEST_LIMIT = 200;

/** The last row of a page: lists are ordered by an instant and, among equals, by id, so rows that arrive move no page. */
export interface Position {
  at: Instant;
  id: string;
}

const CURSOR = /^(\d{1,15})\.(.{1,255})$/s;

/** An opaque cursor: base64url of "<instant>.<id>". */
export function encodeCursor({ at, id }: Position): string {
  const bytes = new TextEncoder().encode(`${at}.${id}`);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** The position a cursor names; undefined when it is none of ours. */
export function decodeCursor(cursor: string): Position | undefined {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const [, at, id] = CURSOR.exec(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) ?? [];
    // PostgreSQL refuses NUL in text
    return at === undefined || id === undefined || id.includes('\0') ? undefined : { at: Number(at), id };
  } catch {
    return undefined;
  }
}

/**
 * The Prisma `where` of the rows after a page's cursor, newest first; {} for the first page and for a cursor that cannot be read (the API
 * refuses that one before it comes here).
 * @param at the field the list is ordered by
 */
export function afterCursor(page: Page, at: string): { OR?: Array<Record<string, unknown>> } {
  const position = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  if (!position) return {};
  const date = new Date(position.at);
  return { OR: [{ [at]: { lt: date } }, { [at]: date, id: { lt: position.id } }] };
}

/**
 * A page from one row more than it holds: ask the database for `limit + 1`, and the last one says whether there is a next page.
 * @param positionOf where a row stands in the list's order
 */
export function pageOf<T>(rows: readonly T[], page: Page, positionOf: (row: T) => Position): Listed<T> {
  const data = rows.slice(0, page.limit);
  const last = data.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { data, nextCursor: more ? encodeCursor(positionOf(last)) : null };
}
