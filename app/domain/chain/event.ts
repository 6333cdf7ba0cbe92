import { canonical, sha256Text } from './canonical';
import type { ChainRecord } from './record';

/** What comes before the first event. */
export const NO_HASH = '0'.repeat(64);

/** One link of a chain. */
export interface ChainEvent {
  /** whose chain: a partner's id, or `program` */
  chain: string;
  /** 1, 2, 3 ... without gaps */
  seq: number;
  subject: string;
  /** the program's clock when it was sealed, ISO 8601 */
  recordedAt: string;
  record: ChainRecord;
}

/** An event with its hash, as exported. */
export interface SealedEvent {
  event: ChainEvent;
  hash: string;
}

/**
 * `hash = SHA-256(previous hash || canonical JSON of the event)` (domain.md section 13); the previous hash as 64 lower-case hex digits, so
 * that `printf '%s%s' "$previous" "$event" | sha256sum` gives it too.
 * @param text the event's canonical JSON
 */
export function eventHash(previous: string, text: string): string {
  return sha256Text(previous + text);
}

/** Links records behind a chain's tip, in their order. */
export function link(
  tip: { chain: string; seq: number; hash: string },
  records: ReadonlyArray<{ subject: string; record: ChainRecord }>,
  recordedAt: string,
): Array<SealedEvent & { text: string }> {
  let { seq, hash } = tip;
  return records.map(({ subject, record }) => {
    seq += 1;
    const event: ChainEvent = { chain: tip.chain, seq, subject, recordedAt, record };
    const text = canonical(event);
    hash = eventHash(hash, text);
    return { event, text, hash };
  });
}
