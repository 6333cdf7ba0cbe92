import { Link, useLocation, useNavigate, useNavigation } from '@remix-run/react';
import { cx } from '~/components/ui/class-names';
import { useHydrated } from '~/components/ui/hydrated';
import { type Choice, choiceSearch, isChosen, readChoice, toggled } from './payout-batch-choice';
import type { BatchPageRow } from './payout-batch-page.server';

/** The choice the address makes, or is about to make: a second tick must not forget the first. */
function useChoice(): Choice {
  const here = useLocation();
  const { location } = useNavigation();
  const coming = location?.pathname === here.pathname ? location.search : here.search;
  return readChoice(new URLSearchParams(coming));
}

const addressOf = (choice: Choice) => choiceSearch(choice) || '?';

/** Puts one payout into what is approved, or takes it out. Without scripts a link does it. */
export function ChooseOne({ row }: { row: BatchPageRow }) {
  const choice = useChoice();
  const navigate = useNavigate();
  const hydrated = useHydrated();
  const chosen = isChosen(choice, row);
  const to = addressOf(toggled(choice, row));
  const { name } = row.partner;
  if (row.place.place !== 'decide' || !row.place.choosable) return null;
  if (!hydrated) {
    return (
      <Link to={to} preventScrollReset className="w-14 shrink-0 text-xs underline">
        {chosen ? 'Leave out' : 'Choose'} <span className="sr-only">{name}</span>
      </Link>
    );
  }
  return (
    <label className="-my-2 -ml-2 inline-grid size-9 shrink-0 cursor-pointer place-items-center">
      <input
        type="checkbox"
        checked={chosen}
        onChange={() => navigate(to, { preventScrollReset: true, replace: true })}
        aria-label={`Approve ${name}`}
        className="size-4 accent-accent"
      />
    </label>
  );
}

const bases: ReadonlyArray<[Choice['base'], string]> = [
  ['clean', 'All clean'],
  ['all', 'All that can be'],
  ['none', 'None'],
];

/** Chooses many at once. */
export function ChooseMany() {
  const choice = useChoice();
  const pure = choice.with.size === 0 && choice.without.size === 0;
  return (
    <nav aria-label="Choose payouts" className="flex flex-wrap gap-1">
      {bases.map(([base, label]) => {
        const current = pure && choice.base === base;
        const to = addressOf({ base, with: new Set(), without: new Set() });
        return (
          <Link
            key={base}
            to={to}
            preventScrollReset
            replace
            aria-current={current ? 'true' : undefined}
            className={cx(
              'inline-flex min-h-9 items-center rounded px-2.5 text-sm sm:min-h-8',
              current ? 'bg-sunken font-medium' : 'text-muted hover:text-ink',
            )}
          >
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
