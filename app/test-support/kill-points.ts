import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import pg from 'pg';

// Where a process kills itself (SIGKILL: nothing of it runs any more, as if by `kill -9`). It is found from outside of the product's code: by
// the statements it sends and by the request it makes, so that the product knows nothing of it.

/** The boundaries of protocol P inside one process (reliability.md section 2): `step:moment`. */
export const KILL_POINTS = [
  'approve:before',
  'approve:after',
  'claim:before',
  'claim:after',
  'call:before',
  'call:sent',
  'call:answering',
  'call:after',
  'settle:before',
  'settle:after',
  'store:before',
  'store:after',
  'fetch:after',
  'never',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** Wrong ways of sending, which the test must notice. */
export type PlantedBug = 'key_per_try' | 'call_in_transaction';

/** A transaction is known by what it writes, a single statement by its name or text. */
const transactions: Record<string, RegExp> = {
  approve: /insert into\s.*payout_approval/is,
  claim: /insert into\s.*payout_attempt/is,
  settle: /insert into\s.*ledger_transaction/is,
};
const statements: Record<string, RegExp> = {
  store: /^receive-events$/,
  // the wake-up of the sender is taken from the queue
  fetch: /^.*skip locked.*update pgboss\.job.*send-payouts/is,
};

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // the signal is on its way
}

type Query = { text?: string; name?: string } | string;
type Callback = (error: unknown, result: unknown) => void;

const textOf = (query: Query) => (typeof query === 'string' ? query : (query.text ?? ''));
const nameOf = (query: Query) => (typeof query === 'string' ? '' : (query.name ?? ''));

/** Kills this process at `point`, and plants a bug if asked to. Call it before anything connects. */
export function armKillPoint(point: KillPoint, bug: PlantedBug | null): void {
  const [step = '', moment = ''] = point.split(':');
  const calls = new CallsInFlight();
  watchStatements(step, moment, bug === 'call_in_transaction' ? calls : null);
  watchCalls(step === 'call' ? moment : '', bug === 'key_per_try', calls);
  syncBuiltinESMExports();
}

/** Lets the planted bug wait for the end of the call that it makes inside its transaction. */
class CallsInFlight {
  private over: () => void = () => {};
  private next = new Promise<void>((resolve) => {
    this.over = resolve;
  });
  ended(): void {
    this.over();
    this.next = new Promise<void>((resolve) => {
      this.over = resolve;
    });
  }
  end(): Promise<void> {
    return this.next;
  }
}

function watchStatements(step: string, moment: string, lateCommit: CallsInFlight | null): void {
  const said = new WeakMap<object, string[]>();
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  function watched(this: pg.Client & { release?: (error?: unknown) => void }, ...args: unknown[]): unknown {
    const text = textOf(args[0] as Query);
    if (/^begin/i.test(text)) said.set(this, []);
    else said.get(this)?.push(text);
    const commits = (name: string) =>
      /^commit/i.test(text) && (said.get(this) ?? []).some((one) => transactions[name]?.test(one));
    const single = nameOf(args[0] as Query) || `${text} ${JSON.stringify(args[1] ?? '')}`;
    const strikes = commits(step) || statements[step]?.test(single);
    if (strikes && moment === 'before') die();
    if (lateCommit && commits('claim')) return commitLate(this, () => query.apply(this, args), lateCommit);
    return strikes ? afterwards((all) => query.apply(this, all), args) : query.apply(this, args);
  }
  Object.assign(pg.Client.prototype, { query: watched });
}

/** Kills when the server has answered; a fetch that found nothing is none. */
function afterwards(run: (args: unknown[]) => unknown, args: unknown[]): unknown {
  const dieUnlessEmpty = (result: unknown) => {
    const { command, rowCount } = result as { command?: string; rowCount?: number };
    if (command === 'COMMIT' || rowCount) die();
  };
  const last = args.at(-1);
  if (typeof last !== 'function')
    return (run(args) as Promise<unknown>).then((result) => {
      dieUnlessEmpty(result);
      return result;
    });
  const callback: Callback = (error, result) => {
    if (!error) dieUnlessEmpty(result);
    (last as Callback)(error, result);
  };
  return run([...args.slice(0, -1), callback]);
}

/** The planted bug: the intent is committed only when Stripe has answered. */
function commitLate(
  client: { release?: (error?: unknown) => void },
  commit: () => unknown,
  calls: CallsInFlight,
): Promise<unknown> {
  const { release } = client;
  const committed = calls.end().then(commit);
  client.release = (error) => void committed.then(() => release?.(error));
  return Promise.resolve({ command: 'COMMIT', rows: [], rowCount: null, fields: [], oid: 0 });
}

function watchCalls(moment: string, freshKeys: boolean, calls: CallsInFlight): void {
  const request = http.request as (...args: unknown[]) => http.ClientRequest;
  Object.assign(http, {
    request: (...args: unknown[]) => {
      const options = args[0] as http.RequestOptions;
      if (options?.method !== 'POST' || options.path !== '/v1/transfers') return request(...args);
      if (moment === 'before') die();
      if (freshKeys) renewKey(options);
      const made = request(...args);
      if (moment === 'sent') made.once('finish', die);
      made.once('close', () => calls.ended());
      made.once('response', (answer: http.IncomingMessage) => {
        if (moment === 'answering') die();
        answer.once('end', () => {
          if (moment === 'after') die();
          calls.ended();
        });
      });
      return made;
    },
  });
}

/** The planted bug: each call has a key of its own. */
function renewKey(options: http.RequestOptions): void {
  const headers = options.headers as Record<string, string>;
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'idempotency-key');
  if (name) headers[name] = `${headers[name]}-${process.pid}-${Math.random()}`;
}
