/** What goes wrong with the next messages; set through `POST /product/_sandbox/faults`. */
export interface ProductFault {
  /** `status`: answers `status`. `no_answer`: the connection is cut. `delay`: answers late. */
  kind: 'status' | 'no_answer' | 'delay';
  status: number;
  /** before it answers or the connection is cut */
  ms: number;
  /** true: the message is taken before things go wrong */
  taken: boolean;
  /** how many messages it strikes */
  times: number;
}

const kinds: readonly ProductFault['kind'][] = ['status', 'no_answer', 'delay'];
const numberOr = (value: unknown, other: number) => (typeof value === 'number' ? value : other);

/** The switches that are on, in the order they were set. */
export class ProductFaults {
  private active: ProductFault[] = [];

  /** @returns the fault as understood, or what is wrong with it */
  add(wish: Record<string, unknown>): ProductFault | string {
    const kind = kinds.find((known) => known === wish.kind);
    if (!kind) return `kind must be one of ${kinds.join(', ')}`;
    const fault = {
      kind,
      status: numberOr(wish.status, 500),
      ms: numberOr(wish.ms, 0),
      taken: wish.taken === true || kind === 'delay',
      times: numberOr(wish.times, 1),
    };
    this.active.push(fault);
    return fault;
  }

  list(): readonly ProductFault[] {
    return this.active;
  }

  clear(): void {
    this.active = [];
  }

  /** The fault that strikes this message, used up by one. */
  strike(): ProductFault | undefined {
    const [fault] = this.active;
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.active.shift();
    return fault;
  }
}
