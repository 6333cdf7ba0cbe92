import { type ClockState, moveClock, resumeClock } from '~/flows/move-clock.server';
import { clockState } from '~/platform/clock.server';
import { problem } from '~/platform/http.server';
import * as operations from '../operations/sandbox';
import { resource, serve } from '../resource.server';
import { iso } from '../schema';

const clockJson = ({ now, running }: ClockState) => ({ now: iso(now), running });

const routes = resource(
  serve(operations.readClock, async () => clockJson(clockState())),
  serve(operations.moveClock, async ({ body: { now } }) => {
    if (now === undefined) return clockJson(await resumeClock());
    const result = await moveClock(now);
    if (result.outcome === 'moved') return clockJson(result);
    const detail = `The clock goes forward only; it is ${iso(result.now)}.`;
    return problem({ status: 409, code: 'backward', detail });
  }),
);

export const loader = routes.loader;
export const action = routes.action;
