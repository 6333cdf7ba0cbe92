/** What goes wrong with a request; set by tests through `POST /_sandbox/faults`. */
export type FaultKind =
  /** answers late; `when` says whether the work happens before or after the wait */
  | 'delay'
  /** never answers: the connection is cut, after `ms` */
  | 'no_answer'
  /** 500, kept under the idempotency key like any first answer */
  | 'error_500'
  /** 409: another request holds the lock; nothing kept */
  | 'conflict_409'
  /** 429; nothing kept */
  | 'rate_limit_429'
  /** a definite refusal with `code`, kept */
  | 'refuse'
  /** executes, and answers with another amount */
  | 'wrong_amount';

export interface Fault {
  kind: FaultKind;
  method: string;
  /** a path starts with it */
  path: string;
  /** how many requests it strikes */
  times: number;
  ms: number;
  /** true: the work is done before things go wrong */
  executed: boolean;
  code: string;
}

const kinds: readonly FaultKind[] = [
  'delay',
  'no_answer',
  'error_500',
  'conflict_409',
  'rate_limit_429',
  'refuse',
  'wrong_amount',
];

/** The switches that are on. Strikes are taken in the order they were set. */
export class Faults {
  private readonly active: Fault[] = [];

  /** @returns the fault as understood, or a text saying what is wrong with it */
  add(input: Record<string, unknown>): Fault | string {
    const kind = kinds.find((known) => known === input.kind);
    if (!kind) return `kind must be one of ${kinds.join(', ')}`;
    const fault: Fault = {
      kind,
      method: typeof input.method === 'string' ? input.method : 'POST',
      path: typeof input.path === 'string' ? input.path : '/v1/transfers',
      times: typeof input.times === 'number' ? input.times : 1,
      ms: typeof input.ms === 'number' ? input.ms : 0,
      executed: input.executed === true || kind === 'wrong_amount',
      code: typeof input.code === 'string' ? input.code : 'balance_insufficient',
    };
    this.active.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.active;
  }

  clear(): void {
    this.active.length = 0;
  }

  /** The fault that strikes this request, used up by one. */
  strike(method: string, path: string): Fault | undefined {
    const fault = this.active.find(
      (one) => one.method === method && path.startsWith(one.path) && one.times > 0,
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.active.splice(this.active.indexOf(fault), 1);
    return fault;
  }
}
