import type { Config } from 'tailwindcss';

// Colours are variables (app/app.css), so that light and dark are one set of classes.
const token = (name: string) => `var(--${name})`;

export default {
  content: ['./app/**/*.{ts,tsx}'],
  theme: {
    extend: {
      fontFamily: { sans: ['"Inter Variable"', 'system-ui', 'sans-serif'] },
      fontSize: {
        micro: ['0.75rem', { lineHeight: '1rem' }],
        small: ['0.8125rem', { lineHeight: '1.25rem' }],
        body: ['0.875rem', { lineHeight: '1.375rem' }],
        lead: ['1rem', { lineHeight: '1.625rem' }],
        title: ['1.375rem', { lineHeight: '1.75rem', letterSpacing: '-0.015em' }],
        figure: ['1.5rem', { lineHeight: '2rem', letterSpacing: '-0.02em' }],
        display: ['2.5rem', { lineHeight: '2.875rem', letterSpacing: '-0.03em' }],
      },
      colors: {
        canvas: token('canvas'),
        surface: token('surface'),
        raised: token('raised'),
        ink: token('ink'),
        muted: token('muted'),
        line: token('line'),
        'line-strong': token('line-strong'),
        accent: {
          DEFAULT: token('accent'),
          ink: token('accent-ink'),
          soft: token('accent-soft'),
          on: token('accent-on'),
        },
        // one colour per state of money
        qualifying: { DEFAULT: token('qualifying'), soft: token('qualifying-soft') },
        pending: { DEFAULT: token('pending'), soft: token('pending-soft') },
        available: { DEFAULT: token('available'), soft: token('available-soft') },
        transit: { DEFAULT: token('transit'), soft: token('transit-soft') },
        paid: { DEFAULT: token('paid'), soft: token('paid-soft') },
        danger: { DEFAULT: token('danger'), soft: token('danger-soft'), on: token('danger-on') },
      },
      borderRadius: { card: '0.625rem', control: '0.4375rem' },
      boxShadow: { control: '0 1px 2px rgb(0 0 0 / 0.06)', raised: '0 8px 28px rgb(0 0 0 / 0.16)' },
      maxWidth: { page: '76rem', prose: '42rem' },
    },
  },
} satisfies Config;
