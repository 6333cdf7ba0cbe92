import { describe, expect, it } from 'vitest';
import { dark, light } from '../../tailwind.config';

type Name = keyof typeof light;

/** Relative luminance of "#rrggbb" (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds: Name[] = ['canvas', 'surface', 'raised', 'sunken'];
const texts: Name[] = ['ink', 'muted', 'faint', 'accent-ink', 'bad-ink', 'good-ink', 'warn-ink', 'info-ink'];
const readable: Array<[Name, Name]> = [
  ...texts.flatMap((text) => grounds.map((ground): [Name, Name] => [text, ground])),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-bad', 'bad'],
  ['on-bad', 'bad-strong'],
  ...(['accent', 'good', 'warn', 'bad', 'info'] as const).flatMap(
    (tone): Array<[Name, Name]> => [
      [`${tone}-ink`, `${tone}-soft`],
      ['ink', `${tone}-soft`],
      ['muted', `${tone}-soft`],
    ],
  ),
];
const visible: Array<[Name, Name]> = [
  ...(['canvas', 'surface', 'raised'] as const).flatMap(
    (ground): Array<[Name, Name]> => [
      ['edge', ground],
      ['focus', ground],
    ],
  ),
  ...(['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'] as const).map((series): [Name, Name] => [
    series,
    'surface',
  ]),
];

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('%s', (_, colours) => {
  it.each(readable)('%s can be read on %s (4.5:1)', (text, ground) => {
    expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(visible)('%s can be seen on %s (3:1)', (shape, ground) => {
    expect(contrast(colours[shape], colours[ground])).toBeGreaterThanOrEqual(3);
  });
});
