import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A message of the portal, as it came. */
export interface Arrival {
  webhookId: string;
  type: string;
  /** the bytes of the body, base64 */
  body: string;
  sha256: string;
  /** the machine's time, ISO 8601 */
  receivedAt: string;
  /** how often it came; only the first time had an effect */
  times: number;
}

/** Which message says what a client inherits: the one with the highest version. */
export interface Inherited {
  handoffId: string;
  version: number;
  webhookId: string;
}

export interface Account {
  id: string;
  name: string;
  email: string;
  /** whose configuration it took over */
  handoffId: string | null;
  signedUpAt: string;
  subscriptionId: string | null;
  payments: number;
  /** the open dispute of a payment */
  dispute: { paymentId: string; disputeId: string } | null;
}

/** An event for the portal, and what the portal last answered. */
export interface Emitted {
  id: string;
  /** '' when it is of none */
  accountId: string;
  type: string;
  /** sent byte for byte, however often */
  body: string;
  /** the program's clock, ISO 8601 */
  at: string;
  /** HTTP status; null: no answer */
  status: number | null;
  answer: string;
}

interface Kinds {
  arrival: Arrival;
  inherited: Inherited;
  account: Account;
  emitted: Emitted;
}
type Kind = keyof Kinds;

/** What the product remembers. Each change is a line of a journal before anybody is answered. */
export class Memory {
  private readonly maps: { [K in Kind]: Map<string, Kinds[K]> } = {
    arrival: new Map(),
    inherited: new Map(),
    account: new Map(),
    emitted: new Map(),
  };

  /** @param file the journal; without one nothing outlives the process */
  constructor(private readonly file?: string) {
    if (!file) return;
    mkdirSync(path.dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) this.replay(line);
  }

  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.maps[kind].get(id);
  }

  /** Oldest first. */
  list<K extends Kind>(kind: K): Kinds[K][] {
    return [...this.maps[kind].values()];
  }

  put<K extends Kind>(kind: K, id: string, value: Kinds[K]): Kinds[K] {
    this.maps[kind].set(id, value);
    if (this.file) appendFileSync(this.file, `${JSON.stringify({ kind, id, value })}\n`);
    return value;
  }

  private replay(line: string): void {
    try {
      const { kind, id, value } = JSON.parse(line) as { kind: Kind; id: string; value: never };
      this.maps[kind].set(id, value);
    } catch {
      // the last line of a killed process may be torn: nobody was answered yet
    }
  }
}
