import type { RiskGroup } from '~/domain/payout/batch-risk';
import type { BatchPlace } from '~/domain/payout/batch-rows';

/** Which payouts of a batch an admin chose: it stands in the address, so that what is shown, hashed and posted is one thing. */
export interface Choice {
  /** chosen without saying so: all that are clean, all that can be, none */
  base: 'clean' | 'all' | 'none';
  with: ReadonlySet<string>;
  without: ReadonlySet<string>;
}

const bases: readonly string[] = ['clean', 'all', 'none'];

/** What an address chooses; the clean ones unless it says otherwise. */
export function readChoice(params: URLSearchParams): Choice {
  const base = params.get('choose') ?? '';
  return {
    base: bases.includes(base) ? (base as Choice['base']) : 'clean',
    with: new Set(params.getAll('with')),
    without: new Set(params.getAll('without')),
  };
}

/** The search part of an address that chooses so: "?choose=none&with=po_…", or "". */
export function choiceSearch({ base, with: added, without }: Choice): string {
  const params = new URLSearchParams();
  if (base !== 'clean') params.set('choose', base);
  for (const id of added) params.append('with', id);
  for (const id of without) params.append('without', id);
  const search = params.toString();
  return search === '' ? '' : `?${search}`;
}

interface Choosable {
  id: string;
  place: BatchPlace;
}

/** What is blocked, decided or approved by oneself is never chosen, whatever the address says. */
export function isChosen({ base, with: added, without }: Choice, { id, place }: Choosable): boolean {
  if (place.place !== 'decide' || !place.choosable || without.has(id)) return false;
  return added.has(id) || isInBase(base, place.group);
}

function isInBase(base: Choice['base'], group: RiskGroup): boolean {
  return base === 'all' || (base === 'clean' && group === 'clean');
}

/** The same choice with one payout put in or taken out. */
export function toggled(choice: Choice, row: Choosable): Choice {
  const added = new Set(choice.with);
  const without = new Set(choice.without);
  const group = row.place.place === 'decide' ? row.place.group : 'blocked';
  if (isChosen(choice, row)) {
    added.delete(row.id);
    if (isInBase(choice.base, group)) without.add(row.id);
  } else {
    without.delete(row.id);
    if (!isInBase(choice.base, group)) added.add(row.id);
  }
  return { base: choice.base, with: added, without };
}
