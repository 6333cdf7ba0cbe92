import { eventHash, NO_HASH } from '../event';
import { subjectOf } from '../record';
import { type Findings, nameOf } from './finding';
import type { ReadEvent, ReadExport } from './read-export';

/**
 * Whether the events follow each other without gaps, belong to one chain, and each hash is that of the hash before it and its content
 * (domain.md section 13).
 * @returns the events in their order, each once
 */
export function checkLinks(read: ReadExport, findings: Findings): ReadEvent[] {
  const events = inOrder(read.events, findings);
  const links = new Links(findings);
  for (const event of events) links.take(event);
  links.finish(read);
  checkContents(events, read, findings);
  return events;
}

/** Notes what stands twice or in the wrong place. */
function inOrder(read: readonly ReadEvent[], findings: Findings): ReadEvent[] {
  const bySeq = new Map<number, ReadEvent>();
  let highest = 0;
  for (const event of read) {
    const { seq } = event.event;
    const at = { line: event.at, seq, subject: event.event.subject };
    const first = bySeq.get(seq);
    if (first) {
      findings.add('events', `${nameOf(event.event)} stands twice: at lines ${first.at} and ${event.at}`, at);
      continue;
    }
    if (seq < highest) {
      findings.add('events', `${nameOf(event.event)} stands behind event ${highest}, which follows it`, at);
    }
    bySeq.set(seq, event);
    highest = Math.max(highest, seq);
  }
  return [...bySeq.values()].sort((a, b) => a.event.seq - b.event.seq);
}

const rangeOf = (from: number, to: number) =>
  from === to ? `event ${from} is missing` : `events ${from} to ${to} are missing`;

class Links {
  private seq = 0;
  /** the hash before the next event, as far as it is known: as it stands, and recomputed where that differs */
  private stated: string | null = NO_HASH;
  private recomputed: string | null = null;
  /** an event whose hash is wrong; what follows it tells what of it was changed */
  private doubtful: ReadEvent | null = null;

  constructor(private readonly findings: Findings) {}

  take(event: ReadEvent): void {
    const { seq } = event.event;
    if (seq !== this.seq + 1) {
      this.resolve(null);
      const behind = this.seq === 0 ? 'the beginning' : `event ${this.seq}`;
      this.findings.add(
        'events',
        `event ${seq} does not follow ${behind}: ${rangeOf(this.seq + 1, seq - 1)}`,
        { line: event.at, seq: this.seq + 1 },
      );
      this.stated = null;
    }
    this.seq = seq;
    this.follow(event);
  }

  private follow(event: ReadEvent): void {
    const befores = [this.stated, this.recomputed].filter((hash): hash is string => hash !== null);
    const hashes = befores.map((before) => eventHash(before, event.text));
    const found = hashes.indexOf(event.hash);
    this.resolve(found === -1 ? null : (befores[found] ?? null));
    this.recomputed = null;
    // behind a gap there is nothing to compute the hash from
    if (befores.length > 0 && found === -1) {
      this.doubtful = event;
      this.recomputed = hashes.at(-1) ?? null;
    }
    this.stated = event.hash;
  }

  /** @param before the hash that what follows was made from; null: it is not known */
  private resolve(before: string | null): void {
    const event = this.doubtful;
    this.doubtful = null;
    if (!event) return;
    const changed =
      before === null
        ? 'content or hash was changed'
        : before === event.hash
          ? 'its content was changed'
          : 'the hash was changed, not its content';
    const { seq, subject } = event.event;
    this.findings.add('events', `${nameOf(event.event)}: its hash is not that of its content: ${changed}`, {
      line: event.at,
      seq,
      subject,
    });
  }

  finish({ header, events }: ReadExport): void {
    this.resolve(header?.tip ?? null);
    if (!header) return;
    const last = events.reduce((seq, event) => Math.max(seq, event.event.seq), 0);
    if (header.events > last) {
      this.findings.add(
        'events',
        `${rangeOf(last + 1, header.events)}: the chain was cut off behind event ${last}`,
        {
          seq: last + 1,
        },
      );
    } else if (header.events < last) {
      this.findings.add('file', `line 1 speaks of ${header.events} events, the last one is event ${last}`, {
        line: 1,
      });
    } else if (this.stated !== null && header.tip !== this.stated && this.findings.countOf('events') === 0) {
      this.findings.add('file', `line 1 does not name the hash of the last event, event ${last}`, {
        line: 1,
      });
    }
  }
}

function checkContents(events: readonly ReadEvent[], { header }: ReadExport, findings: Findings): void {
  for (const { event, at: line } of events) {
    const { seq, subject, record } = event;
    const at = { line, seq, subject };
    if (header && event.chain !== header.chain) {
      findings.add('events', `${nameOf(event)} is of the chain ${event.chain}, not of ${header.chain}`, at);
    }
    if ((seq === 1) !== (record.type === 'chain')) {
      findings.add('events', `${nameOf(event)}: the first event, and no other, opens the chain`, at);
    }
    if (record.type === 'chain' && header && record.currency !== header.currency) {
      findings.add('file', `line 1 says ${header.currency}, the chain is kept in ${record.currency}`, {
        line: 1,
      });
    }
    const ofPurchase = record.type === 'facts' && record.customer === null;
    if (ofPurchase ? !subject.startsWith('facts:payment:') : subject !== subjectOf(record)) {
      findings.add('events', `${nameOf(event)} is filed under ${subject}`, at);
    }
  }
}
