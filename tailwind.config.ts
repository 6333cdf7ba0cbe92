import type { Config } from 'tailwindcss';
import plugin from 'tailwindcss/plugin';

// The design tokens. Every colour has a light and a dark value and a meaning; pages name the meaning (`text-muted`), never a
// colour. app/components/tokens.test.ts proves the contrast of each pair that is used together (WCAG 2.2 AA).

/** Names of the colours, as Tailwind utilities see them: `bg-surface`, `text-good-ink`, `border-line`. */
export const light = {
  canvas: '#fafafa',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#f3f4f5',
  ink: '#12181b',
  muted: '#4a545c',
  faint: '#5f6a73',
  line: '#e3e6e8',
  // the edge of a control must be seen (3:1), the edge of a card need not
  edge: '#7f8a93',
  accent: '#0f766e',
  'accent-strong': '#115e59',
  'accent-soft': '#e2f3f1',
  'accent-ink': '#0f6a63',
  'on-accent': '#ffffff',
  good: '#15803d',
  'good-soft': '#e6f5ea',
  'good-ink': '#14602f',
  warn: '#b45309',
  'warn-soft': '#fdf2dc',
  'warn-ink': '#7c4106',
  bad: '#c02b1d',
  'bad-strong': '#9f2217',
  'bad-soft': '#fdebe9',
  'bad-ink': '#a3231a',
  'on-bad': '#ffffff',
  info: '#2563b8',
  'info-soft': '#e8f0fb',
  'info-ink': '#1d4f96',
  focus: '#0f766e',
  'chart-1': '#0f766e',
  'chart-2': '#b45309',
  'chart-3': '#4f55c8',
  'chart-4': '#b0306d',
  'chart-5': '#5f6a73',
} as const;

export const dark: Record<keyof typeof light, string> = {
  canvas: '#0d1012',
  surface: '#14181b',
  raised: '#1b2024',
  sunken: '#1d2226',
  ink: '#ebeef0',
  muted: '#b0b8bf',
  faint: '#98a2aa',
  line: '#2a3035',
  edge: '#737e87',
  accent: '#2cb5a6',
  'accent-strong': '#48cabc',
  'accent-soft': '#122c2b',
  'accent-ink': '#5fd3c6',
  'on-accent': '#04211e',
  good: '#3fb968',
  'good-soft': '#12281a',
  'good-ink': '#84d9a0',
  warn: '#e0a03a',
  'warn-soft': '#2c2211',
  'warn-ink': '#eec27a',
  bad: '#f0796d',
  'bad-strong': '#f69389',
  'bad-soft': '#341b19',
  'bad-ink': '#f8a49b',
  'on-bad': '#2b0a07',
  info: '#6aa5ec',
  'info-soft': '#14253b',
  'info-ink': '#9cc5f6',
  focus: '#48cabc',
  'chart-1': '#2cb5a6',
  'chart-2': '#e0a03a',
  'chart-3': '#9a9cf2',
  'chart-4': '#ec7fb2',
  'chart-5': '#98a2aa',
};

type Name = keyof typeof light;

const names = Object.keys(light) as Name[];
const variables = (values: Record<Name, string>) =>
  Object.fromEntries(names.map((name) => [`--c-${name}`, values[name]]));

// "system" is the absence of an answer: the attribute is set only by somebody who chose.
const themes = plugin(({ addBase }) => {
  addBase({
    ':root': { ...variables(light), 'color-scheme': 'light' },
    '@media (prefers-color-scheme: dark)': {
      ':root:not([data-theme="light"])': { ...variables(dark), 'color-scheme': 'dark' },
    },
    ':root[data-theme="dark"]': { ...variables(dark), 'color-scheme': 'dark' },
  });
});

export default {
  content: ['./app/**/*.{ts,tsx}'],
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      // the veil behind a dialog, in both themes
      black: '#000000',
      ...Object.fromEntries(names.map((name) => [name, `var(--c-${name})`])),
    },
    fontFamily: {
      sans: ['Inter Variable', 'Inter Fallback', 'system-ui', 'sans-serif'],
      mono: ['ui-monospace', 'SFMono-Regular', 'Menlo', 'Consolas', 'monospace'],
    },
    // size and line height; `base` is running text, `sm` tables and forms, `xs` labels
    fontSize: {
      '2xs': ['0.6875rem', '1rem'],
      xs: ['0.75rem', '1.125rem'],
      sm: ['0.8125rem', '1.25rem'],
      base: ['0.9375rem', '1.5rem'],
      // browsers of phones zoom into fields with smaller type
      field: ['1rem', '1.5rem'],
      lg: ['1.0625rem', '1.5rem'],
      xl: ['1.25rem', '1.75rem'],
      '2xl': ['1.5rem', '2rem'],
      '3xl': ['1.875rem', '2.375rem'],
      '4xl': ['2.5rem', '2.875rem'],
      '5xl': ['3.25rem', '3.5rem'],
    },
    borderRadius: { none: '0', sm: '4px', DEFAULT: '6px', md: '8px', lg: '12px', full: '9999px' },
    boxShadow: {
      none: 'none',
      card: '0 1px 2px rgb(0 0 0 / 0.04)',
      raised: '0 8px 28px rgb(0 0 0 / 0.14), 0 1px 3px rgb(0 0 0 / 0.1)',
    },
    extend: {
      maxWidth: { page: '70rem', prose: '42rem', form: '26rem' },
      // what comes within a fifth of a second shows nothing at all
      animation: { progress: 'progress 1.2s ease-in-out 0.2s infinite both' },
      keyframes: {
        progress: { from: { transform: 'translateX(-100%)' }, to: { transform: 'translateX(300%)' } },
      },
    },
  },
  plugins: [themes],
} satisfies Config;
