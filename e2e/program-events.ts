import { readFileSync } from 'node:fs';
import type { Vector } from '../app/test-support/vector';
import type { RunningPortal } from './running-portal';

type Event = Vector['events'][number];

/** The events of a worked example (app/test-support/vectors), in order of time. */
export function eventsOf(vector: string): Event[] {
  const file = new URL(`../app/test-support/vectors/${vector}.json`, import.meta.url);
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as Vector;
  return events.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
}

/**
 * The product reports what happened, in order: the clock is moved to the last of each batch, as a product does that sends its events
 * every few days.
 */
export async function report(portal: RunningPortal, events: readonly Event[], batch = 12): Promise<void> {
  for (let from = 0; from < events.length; from += batch) {
    const some = events.slice(from, from + batch);
    await portal.moveClock(new Date(some.at(-1)?.timestamp ?? 0).toISOString());
    for (const event of some) {
      const status = await portal.send(event);
      if (status >= 300) throw new Error(`${event.type} was answered ${status}`);
    }
  }
}
