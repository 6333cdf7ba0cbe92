import { useFetcher, useLocation, useRouteLoaderData } from '@remix-run/react';
import { Monitor, Moon, Sun } from 'lucide-react';
import { cx } from '~/components/ui/class-names';
import type { Theme } from './theme';

const choices: ReadonlyArray<{ theme: Theme; label: string; Icon: typeof Sun }> = [
  { theme: 'system', label: 'As the device', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
];

/** The theme in force: what was just pressed, else what the server read. */
export function useTheme(): Theme {
  const fetcher = useFetcher({ key: 'theme' });
  const pressed = fetcher.formData?.get('theme');
  const root = useRouteLoaderData('root') as { theme: Theme } | undefined;
  return choices.find(({ theme }) => theme === pressed)?.theme ?? root?.theme ?? 'system';
}

/** Light, dark, or as the device has it. Works without scripts: each choice posts the form. */
export function ThemeSwitch() {
  const fetcher = useFetcher({ key: 'theme' });
  const { pathname, search } = useLocation();
  const current = useTheme();
  return (
    <fetcher.Form method="post" action="/theme" className="inline-flex rounded-full border p-0.5">
      <input type="hidden" name="returnTo" value={pathname + search} />
      {choices.map(({ theme, label, Icon }) => (
        <button
          key={theme}
          type="submit"
          name="theme"
          value={theme}
          aria-pressed={theme === current}
          title={label}
          className={cx(
            'grid size-7 place-items-center rounded-full',
            theme === current ? 'bg-sunken text-ink' : 'text-faint hover:text-ink',
          )}
        >
          <Icon aria-hidden size={14} />
          <span className="sr-only">{label}</span>
        </button>
      ))}
    </fetcher.Form>
  );
}
