import { canonical } from '../canonical';
import { isHeadSigned, isSigned, type PublicKey, type SignedHead } from '../head';
import type { Findings } from './finding';
import type { OnProgress, ReadEvent, ReadExport } from './read-export';

const EVERY = 20;

type Keys = ReadonlyMap<string, PublicKey>;

/** Why a signature does not hold; null: it does. */
function refusal(head: SignedHead, keys: Keys): string | null {
  const key = keys.get(head.head.key);
  if (!key) return `it is signed with the key ${head.head.key}, which is not among the keys`;
  return isHeadSigned(head, key) ? null : 'its signature does not hold: head or signature was changed';
}

/** Whether each head is signed and names the hash of the event it closes with. */
export async function checkHeads(
  read: ReadExport,
  { events, keys }: { events: readonly ReadEvent[]; keys: Keys },
  { findings, onProgress = () => {} }: { findings: Findings; onProgress?: OnProgress | undefined },
): Promise<void> {
  const hashes = new Map(events.map((event) => [event.event.seq, event.hash]));
  let before = '';
  for (const [index, { at: line, head, signature }] of read.heads.entries()) {
    if (index % EVERY === 0) await onProgress({ stage: 'Checking signatures', done: index });
    const name = `the head of ${head.day} at line ${line}`;
    const at = { line, seq: head.seq };
    const why = refusal({ head, signature }, keys);
    const hash = hashes.get(head.seq);
    if (why !== null) findings.add('heads', `${name}: ${why}`, at);
    else if (head.chain !== read.header?.chain && read.header) {
      findings.add('heads', `${name} is of the chain ${head.chain}`, at);
    } else if (head.day <= before) findings.add('heads', `${name} stands twice or too late`, at);
    else if (hash !== undefined && hash !== head.hash) {
      findings.add(
        'heads',
        `${name} does not agree with event ${head.seq}: events up to it were rewritten`,
        at,
      );
    } else if (hash === undefined && findings.countOf('events') === 0) {
      findings.add('heads', `${name} closes with event ${head.seq}, which is not in the chain`, at);
    }
    before = head.day > before ? head.day : before;
  }
}

/** Whether the end line is signed and names the bytes before it. Whatever no other check covers is found here. */
export function checkEnd(read: ReadExport, keys: Keys, findings: Findings): void {
  const { end } = read;
  if (!end) return;
  const at = { line: end.at };
  const { at: _at, signature, ...signed } = end;
  const key = keys.get(end.key);
  const earlier = findings.countOf('file', 'events', 'days', 'heads') > 0;
  if (!key) {
    findings.add(
      'file',
      `the end line ${end.at} is signed with the key ${end.key}, which is not among the keys`,
      at,
    );
  } else if (!isSigned(canonical(signed), signature, key)) {
    findings.add(
      'file',
      `the end line ${end.at}: its signature does not hold: line or signature was changed`,
      at,
    );
  } else if (end.lines !== read.lines && !earlier) {
    const missing = end.lines - read.lines;
    const change = missing > 0 ? `${missing} missing` : `${-missing} too many`;
    const message = `the end line speaks of ${end.lines} lines before it, there are ${read.lines}: key or head lines, ${change}`;
    findings.add('file', message, at);
  } else if (end.sha256 !== read.digest && !earlier) {
    const message =
      'line 1 was changed, or the order of the key lines behind it: everything else is as it was signed, the sum of all bytes is not';
    findings.add('file', message, { line: 1 });
  }
}

/** What heads kept outside say of the chain. */
export interface AnchorsRead {
  /** agree with the chain */
  agreeing: number;
  /** of other chains */
  others: number;
}

/**
 * Whether heads that were kept outside agree with the chain: a suffix rewritten with new hashes and signatures does not (domain.md
 * section 13).
 */
export function checkAnchors(
  read: ReadExport,
  { events, keys, anchors }: { events: readonly ReadEvent[]; keys: Keys; anchors: readonly SignedHead[] },
  findings: Findings,
): AnchorsRead {
  const hashes = new Map(events.map((event) => [event.event.seq, event.hash]));
  const own = anchors
    .filter((anchor) => anchor.head.chain === read.header?.chain)
    .sort((a, b) => a.head.seq - b.head.seq);
  let agreed = 0;
  let agreeing = 0;
  for (const anchor of own) {
    const { seq, day, hash } = anchor.head;
    const name = `the head of ${day} kept outside`;
    const why = refusal(anchor, keys);
    const found = hashes.get(seq);
    if (why !== null) findings.add('anchors', `${name}: ${why}`, { seq });
    else if (found === hash) {
      agreed = seq;
      agreeing += 1;
    } else if (found === undefined) {
      findings.add(
        'anchors',
        `${name} closes with event ${seq}, which the chain does not have: it was cut off`,
        {
          seq,
        },
      );
    } else {
      const range = agreed + 1 === seq ? `event ${seq}` : `one of the events ${agreed + 1} to ${seq}`;
      findings.add(
        'anchors',
        `${name} does not agree with event ${seq}: ${range} was rewritten after ${day}, with new hashes from there on`,
        { seq: agreed + 1 },
      );
    }
  }
  return { agreeing, others: anchors.length - own.length };
}
