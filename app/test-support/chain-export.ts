import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical, sha256Text } from '~/domain/chain/canonical';
import { eventHash, NO_HASH } from '~/domain/chain/event';
import type { EndLine, EventLine, ExportLine } from '~/domain/chain/export';
import type { Head, PublicKey, SignedHead } from '~/domain/chain/head';
import type { ClickLeaf } from '~/domain/chain/leaf';
import { merkleLeaf, merkleRoot } from '~/domain/chain/merkle';
import { type ChainRecord, subjectOf } from '~/domain/chain/record';
import { thumbprint } from '~/domain/chain/verify/keys';

// Exports without a portal: written from records, and rewritten by somebody who holds the key.

const secret = new Uint8Array(32).fill(7);

/** The key that signs exports in tests. */
export const testKey: PublicKey = keyOf(secret);

/** A key that signs nothing. */
export const otherKey: PublicKey = keyOf(new Uint8Array(32).fill(8));

function keyOf(of: Uint8Array): PublicKey {
  const x = Buffer.from(ed25519.getPublicKey(of)).toString('base64url');
  const key = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...key, kid: thumbprint(key) };
}

/** The signature of the key of the tests. */
export const signText = (text: string) => bytesToHex(ed25519.sign(utf8ToBytes(text), secret));

/** A head signed with the key of the tests. */
export function signedHead(head: Omit<Head, 'key'>): SignedHead {
  const whole = { ...head, key: testKey.kid };
  return { head: whole, signature: signText(canonical(whole)) };
}

export interface ChainSource {
  chain: string;
  asOf: string;
  records: readonly ChainRecord[];
  /** by day: they follow the event of their day */
  leaves?: ReadonlyMap<string, readonly ClickLeaf[]>;
  /** days after which a head is signed, with the number of events it closes with */
  heads?: ReadonlyArray<{ day: string; seq: number }>;
  balance: EndLine['balance'];
}

/** A whole export of the records, in their order. */
export function exportOf(source: ChainSource): string {
  const { chain, asOf, records, balance } = source;
  const events = records.flatMap((record, index): ExportLine[] => [
    {
      line: 'event',
      hash: '',
      event: {
        chain,
        seq: index + 1,
        subject: subjectOf(record, paymentOf(record)),
        recordedAt: asOf,
        record,
      },
    },
    ...(record.type === 'clicks' ? leafLines(record.day, source.leaves?.get(record.day) ?? []) : []),
  ]);
  const heads = (source.heads ?? []).map(({ day, seq }): ExportLine => {
    return { line: 'head', head: { chain, seq, hash: '', day, at: asOf, key: '' }, signature: '' };
  });
  const format = 'tributary-chain/1' as const;
  const program = 'Lines';
  return sealed([
    { line: 'chain', format, chain, program, currency: 'USD', asOf, events: 0, tip: NO_HASH },
    { line: 'key', key: testKey },
    ...events,
    ...heads,
    { line: 'end', lines: 0, sha256: '', balance, key: testKey.kid, signature: '' },
  ]);
}

function paymentOf(record: ChainRecord): string | undefined {
  if (record.type !== 'facts') return undefined;
  return record.facts.find((fact) => fact.fact === 'payment')?.id;
}

function leafLines(day: string, leaves: readonly ClickLeaf[]): ExportLine[] {
  return leaves.map((leaf) => ({ line: 'leaf', day, hash: merkleLeaf(canonical(leaf)), leaf }));
}

/** The lines of an export. */
export function linesOf(text: string): ExportLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ExportLine);
}

/** Lines as text, as they are. */
export function textOf(lines: readonly ExportLine[]): string {
  return lines.map((line) => `${canonical(line)}\n`).join('');
}

/**
 * What somebody with the database and the key can do: events changed, then numbers, roots, hashes, heads and the end made anew.
 * @param change given every line, returns those to seal
 */
export function forged(text: string, change: (lines: ExportLine[]) => ExportLine[]): string {
  return sealed(change(structuredClone(linesOf(text))));
}

function sealed(lines: readonly ExportLine[]): string {
  const events: EventLine[] = [];
  let previous = NO_HASH;
  const linked = rooted(lines).map((line) => {
    if (line.line !== 'event') return line;
    const event = { ...line.event, seq: events.length + 1 };
    const again = { ...line, event, hash: eventHash(previous, canonical(event)) };
    previous = again.hash;
    events.push(again);
    return again;
  });
  const signed = linked.map((line): ExportLine => {
    if (line.line === 'chain') return { ...line, events: events.length, tip: previous };
    if (line.line === 'key') return { line: 'key', key: testKey };
    if (line.line !== 'head') return line;
    const { key: _key, ...head } = line.head;
    return { line: 'head', ...signedHead({ ...head, hash: events[head.seq - 1]?.hash ?? NO_HASH }) };
  });
  const before = signed.filter((line) => line.line !== 'end');
  const end = signed.find((line): line is EndLine => line.line === 'end');
  if (!end) throw new Error('an export has an end');
  return textOf([...before, endOf(textOf(before), { lines: before.length, balance: end.balance })]);
}

/** Roots and counts of the leaves that stand there. */
function rooted(lines: readonly ExportLine[]): ExportLine[] {
  return lines.map((line, index) => {
    if (line.line !== 'event') return line;
    const { record } = line.event;
    if (record.type !== 'clicks' && record.type !== 'inbox') return line;
    const next = lines.findIndex((one, at) => at > index && one.line !== 'leaf');
    const texts = lines
      .slice(index + 1, next)
      .flatMap((one) => (one.line === 'leaf' ? [canonical(one.leaf)] : []));
    const again = { ...record, count: texts.length, root: merkleRoot(texts) };
    return { ...line, event: { ...line.event, record: again } };
  });
}

/** A signed end of what comes before it. */
export function endOf(before: string, stated: Pick<EndLine, 'lines' | 'balance'>): EndLine {
  const unsigned = { line: 'end' as const, ...stated, sha256: sha256Text(before), key: testKey.kid };
  return { ...unsigned, signature: signText(canonical(unsigned)) };
}
