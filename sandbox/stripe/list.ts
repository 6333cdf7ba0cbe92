import { type Call, type Endpoint, page, params } from './endpoint';
import { Params } from './params';

const PAGING = ['limit', 'starting_after', 'ending_before', 'created'];

/** `created=…` or `created[gte]=…`, unix seconds: whether an object was made then. */
export function createdFilter(call: Call): (object: { created: number }) => boolean {
  const { created } = call.form;
  if (created === undefined || created === '') return () => true;
  const read =
    typeof created === 'string'
      ? new Params({ gte: created, lte: created }, ['gte', 'lte'])
      : new Params(new Params(call.form, Object.keys(call.form)).object('created'), [
          'gt',
          'gte',
          'lt',
          'lte',
        ]);
  const [gt, gte, lt, lte] = [
    read.integer('gt') ?? Number.NEGATIVE_INFINITY,
    read.integer('gte') ?? Number.NEGATIVE_INFINITY,
    read.integer('lt') ?? Number.POSITIVE_INFINITY,
    read.integer('lte') ?? Number.POSITIVE_INFINITY,
  ];
  return ({ created: at }) => at > gt && at >= gte && at < lt && at <= lte;
}

/**
 * `GET /v1/<plural>`: newest first, in pages, filtered by when things were made and by fields of theirs.
 * @param filters parameters that are fields of the objects, compared as they are
 */
export function listEndpoint<T extends { id: string; created: number }>(
  path: string,
  filters: string[],
  all: (call: Call) => T[],
): Endpoint {
  return {
    method: 'GET',
    path,
    handle: (call) => {
      const read = params(call, ...PAGING, ...filters);
      const made = createdFilter(call);
      const wanted = filters.flatMap((name) => {
        const value = read.text(name);
        return value === undefined ? [] : [[name as keyof T, value] as const];
      });
      const matching = all(call).filter(
        (object) => made(object) && wanted.every(([name, value]) => object[name] === value),
      );
      return page(call, path, matching);
    },
  };
}
