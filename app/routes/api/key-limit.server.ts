import { createLocalRateLimit } from '~/platform/rate-limit.server';

/** A script that runs wild is slowed down, nobody who works is. */
export const MOST_PER_MINUTE = 6_000;

/** Requests of one API key, counted in this process: a row per key would be what its requests queue for. */
export const perKey = createLocalRateLimit({ most: MOST_PER_MINUTE, seconds: 60 });
