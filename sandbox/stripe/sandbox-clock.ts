import type { Call } from './endpoint';
import type { Gateway } from './gateway';
import { expireSession } from './sessions';
import { endSubscription, itemOf, renew, termsOf } from './subscriptions';

/** Stripe says so three days before a trial ends. */
const WARNED_BEFORE = 3 * 86_400;

/** Something that happens by itself at an instant (unix seconds). */
interface Due {
  at: number;
  run: (call: Call) => unknown;
}

/** A period ends: the next begins, or the subscription does not go on. */
function endOfPeriod(call: Call, id: string): void {
  const subscription = call.store.get('subscription', id);
  if (subscription?.cancel_at_period_end) {
    endSubscription(call, id, 'cancellation_requested');
    return;
  }
  const terms = termsOf(call, id);
  call.store.put('terms', id, { ...terms, nextFails: false });
  renew(call, id, { fails: terms.nextFails });
}

function warnOfTrialEnd(call: Call, id: string): void {
  call.store.put('terms', id, { ...termsOf(call, id), warned: true });
  const subscription = call.store.get('subscription', id);
  if (subscription) call.emit('customer.subscription.trial_will_end', subscription);
}

/** What happens next by itself; undefined: nothing ever. */
function nextDue(gateway: Gateway): Due | undefined {
  const { store } = gateway;
  let next: Due | undefined;
  const offer = (due: Due) => {
    if (!next || due.at < next.at) next = due;
  };
  for (const [id, terms] of store.entries('terms')) {
    if (!terms.renews) continue;
    const subscription = store.get('subscription', id);
    if (!subscription || !['active', 'trialing', 'past_due'].includes(subscription.status)) continue;
    const end = itemOf(subscription).item.current_period_end;
    if (subscription.status === 'trialing' && !terms.warned) {
      const at = Math.max(subscription.created, end - WARNED_BEFORE);
      offer({ at, run: (call) => warnOfTrialEnd(call, id) });
    }
    offer({ at: end, run: (call) => endOfPeriod(call, id) });
  }
  for (const [id] of store.entries('cart')) {
    const session = store.get('session', id);
    if (session?.status === 'open') offer({ at: session.expires_at, run: (call) => expireSession(call, id) });
  }
  return next;
}

/** When something happens by itself next, unix seconds; null: never. */
export function nextDueAt(gateway: Gateway): number | null {
  return nextDue(gateway)?.at ?? null;
}

/**
 * Does in order what falls due until `to` (milliseconds), each at its own instant, and leaves the clock there. Backward only the clock moves.
 * @returns how much was done
 */
export function moveSandboxClock(gateway: Gateway, to: { at: number; running: boolean }): number {
  let done = 0;
  for (let due = nextDue(gateway); due && due.at * 1000 <= to.at; due = nextDue(gateway)) {
    const { at, run } = due;
    gateway.setClock({ at: Math.max(at * 1000, Math.min(gateway.nowMs(), to.at)), running: false });
    gateway.act('', run, at);
    done += 1;
  }
  gateway.setClock(to);
  return done;
}

/** Does what fell due while the clock ran by itself. */
export function catchUp(gateway: Gateway): void {
  for (let due = nextDue(gateway); due && due.at <= gateway.now(); due = nextDue(gateway))
    gateway.act('', due.run, due.at);
}
