import { PROJECT_STAGES } from '~/domain/agency/project-stage';
import { BOOK_NEEDS, BOOK_SORTS, type BookFilter } from '~/domain/reporting/book-of-business-list';

/** What part of the book an address asks for; what is none of ours is left out. */
export interface BookQuery extends BookFilter {
  /** the projects that were put away instead of the clients */
  archived: boolean;
  /** from 1 */
  page: number;
}

export const BOOK_PAGE_SIZE = 25;

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | null =>
  all.find((one) => one === value) ?? null;

export function readBookQuery(params: URLSearchParams): BookQuery {
  const page = Number(params.get('page'));
  return {
    stage: oneOf(PROJECT_STAGES, params.get('stage')),
    needs: oneOf(BOOK_NEEDS, params.get('needs')),
    text: params.get('q')?.trim().slice(0, 100) || null,
    sort: oneOf(BOOK_SORTS, params.get('sort')) ?? 'urgency',
    archived: params.get('show') === 'archived',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The same as an address has it, without the page. */
export function bookParams({ stage, needs, text, sort, archived }: BookQuery) {
  return {
    stage,
    needs,
    q: text,
    sort: sort === 'urgency' ? null : sort,
    show: archived ? 'archived' : null,
  };
}
