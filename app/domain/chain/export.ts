import type { ChainEvent } from './event';
import type { PublicKey, SignedHead } from './head';
import type { ClickLeaf, DeliveryLeaf } from './leaf';

// A chain as it is downloaded: one canonical JSON object a line (NDJSON), in this order: chain, keys, then events, each `clicks` (or
// `inbox`) event followed by the leaves under its root, then heads, then end.

export interface ChainLine {
  line: 'chain';
  format: 'tributary-chain/1';
  chain: string;
  program: string;
  currency: string;
  /** the books are as the rules say at this instant */
  asOf: string;
  events: number;
  /** hash of the last event */
  tip: string;
}

export interface KeyLine {
  line: 'key';
  key: PublicKey;
}

export interface EventLine {
  line: 'event';
  hash: string;
  event: ChainEvent;
}

export interface LeafLine {
  line: 'leaf';
  day: string;
  /** RFC 6962 leaf hash of the leaf's canonical JSON */
  hash: string;
  leaf: ClickLeaf | DeliveryLeaf;
}

export interface HeadLine extends SignedHead {
  line: 'head';
}

export interface EndLine {
  line: 'end';
  /** how many lines came before */
  lines: number;
  /** SHA-256 of all bytes before this line, the last line feed included */
  sha256: string;
  /** the books' balance, to be compared with what the chain gives; null for chain `program` */
  balance: { pending: string; available: string; inTransit: string; paid: string } | null;
  key: string;
  /** Ed25519 over the canonical JSON of this line without `signature` */
  signature: string;
}

export type ExportLine = ChainLine | KeyLine | EventLine | LeafLine | HeadLine | EndLine;
