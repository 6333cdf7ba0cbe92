import { describe, expect, it } from 'vitest';
import { afterCursor, decodeCursor, encodeCursor, pageOf } from './page';

const rows = [5, 4, 3, 2, 1].map((n) => ({ at: n * 1000, id: `row_${n}` }));

describe('cursors', () => {
  it.each([
    { at: 0, id: 'a' },
    { at: 1772366400000, id: 'com_01KQ' },
    { at: 12, id: 'a.b/ü?' },
  ])('say where a page ended: %j', (position) => {
    const cursor = encodeCursor(position);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor)).toEqual(position);
  });

  it.each([
    '',
    'x',
    '%%%',
    'null',
    btoa('12'),
    btoa('abc.def'),
    btoa('-5.a'),
    btoa('5.'),
    btoa('5.a\0b'),
    btoa('5.\xff\xfe'),
    btoa(`1.${'x'.repeat(256)}`),
  ])('refuse what is none of ours: %j', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});

describe('pages', () => {
  it('go on where the one before ended', () => {
    const { data, nextCursor } = pageOf(rows.slice(0, 3), { limit: 2 }, (row) => row);
    expect(data.map((row) => row.id)).toEqual(['row_5', 'row_4']);
    expect(decodeCursor(nextCursor ?? '')).toEqual(rows[1]);
  });

  it('end without a cursor, even when the last one is full', () => {
    expect(pageOf(rows.slice(0, 2), { limit: 2 }, (row) => row).nextCursor).toBeNull();
    expect(pageOf([], { limit: 2 }, (row: { at: number; id: string }) => row)).toEqual({
      data: [],
      nextCursor: null,
    });
  });

  it('ask the database for what stands after the cursor', () => {
    const cursor = encodeCursor({ at: 1000, id: 'row_1' });
    expect(afterCursor({ limit: 2, cursor }, 'createdAt')).toEqual({
      OR: [{ createdAt: { lt: new Date(1000) } }, { createdAt: new Date(1000), id: { lt: 'row_1' } }],
    });
    expect(afterCursor({ limit: 2 }, 'createdAt')).toEqual({});
  });
});
