import type { Instant } from '~/kernel/time';

/** Writes one product event. */
export type Send = (type: string, at: Instant, data: Record<string, unknown>) => void;

/** Where a corner program begins. */
export const start = Date.UTC(2026, 0, 1, 12);

export const iso = (at: Instant) => new Date(at).toISOString();
