/** What somebody chose; "system" follows the device and is what nobody has to choose. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const COOKIE = 'theme';
const YEAR_S = 365 * 24 * 3600;

/** The choice a request brings along; "system" without one. */
export function readTheme(cookies: string | null): Theme {
  const [, value] = /(?:^|;\s*)theme=(\w+)/.exec(cookies ?? '') ?? [];
  return themes.find((theme) => theme === value) ?? 'system';
}

/** The Set-Cookie header that keeps a choice for a year. */
export function themeCookie(theme: Theme, { secure }: { secure: boolean }): string {
  const age = theme === 'system' ? 0 : YEAR_S;
  return `${COOKIE}=${theme}; Path=/; Max-Age=${age}; SameSite=Lax; HttpOnly${secure ? '; Secure' : ''}`;
}
