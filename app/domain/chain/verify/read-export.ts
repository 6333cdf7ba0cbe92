import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonical } from '../canonical';
import type { ChainLine, EndLine, EventLine, ExportLine, HeadLine, LeafLine } from '../export';
import type { PublicKey } from '../head';
import { type Findings, nameOf } from './finding';
import { type ChainInput, linesOf, type RawLine } from './read-lines';
import { firstIssue, Line } from './shapes';

/** An event with where it stands. */
export interface ReadEvent extends EventLine {
  /** number of its line */
  at: number;
  /** its canonical JSON as it was read */
  text: string;
}

/** A `clicks` or `inbox` event with the leaves that follow it. */
export interface ReadDay {
  event: ReadEvent;
  leaves: Array<LeafLine & { at: number; text: string }>;
  /** something of it was found already: its root says nothing new */
  touched: boolean;
}

/** An export as it was read, in the order of its lines. */
export interface ReadExport {
  header: ChainLine | null;
  keys: Array<{ key: PublicKey; at: number }>;
  events: ReadEvent[];
  days: ReadDay[];
  heads: Array<HeadLine & { at: number }>;
  end: (EndLine & { at: number }) | null;
  /** lines before the end line */
  lines: number;
  /** SHA-256 of all bytes before the end line */
  digest: string;
}

/** Called now and then while it works; what it returns is awaited, so that a page can be drawn. */
export type OnProgress = (progress: {
  stage: 'Reading' | 'Checking signatures' | 'Recomputing';
  done: number;
}) => void | Promise<void>;

const EVERY = 500;
const ORDER: Record<ExportLine['line'], number> = { chain: 0, key: 1, event: 2, leaf: 2, head: 3, end: 4 };

/** Reads an export line by line and notes what does not stand where or as it must. */
export async function readExport(
  input: ChainInput,
  findings: Findings,
  onProgress: OnProgress = () => {},
): Promise<ReadExport> {
  const reader = new Reader(findings);
  let done = 0;
  for await (const raw of linesOf(input)) {
    reader.take(raw);
    done = raw.number;
    if (done % EVERY === 0) await onProgress({ stage: 'Reading', done });
  }
  await onProgress({ stage: 'Reading', done });
  return reader.finish();
}

class Reader {
  private readonly read: ReadExport = {
    header: null,
    keys: [],
    events: [],
    days: [],
    heads: [],
    end: null,
    lines: 0,
    digest: '',
  };
  private readonly hash = sha256.create();
  private reached = 0;
  /** a day and leaf that do not belong together, told once */
  private strayed = '';

  constructor(private readonly findings: Findings) {}

  take(raw: RawLine): void {
    if (this.read.end) {
      this.findings.add('file', `line ${raw.number} stands after the end line`, { line: raw.number });
      return;
    }
    const line = this.parse(raw);
    if (line?.line === 'end') {
      this.read.digest = bytesToHex(this.hash.digest());
      this.read.end = { ...line, at: raw.number };
      return;
    }
    this.hash.update(raw.bytes);
    this.read.lines += 1;
    if (line) this.place(line, raw);
  }

  finish(): ReadExport {
    if (this.read.header === null)
      this.findings.add('file', 'the first line, which says whose chain it is, is missing');
    if (this.read.end === null) {
      this.findings.add('file', `the end line is missing: the file is cut off after ${this.where()}`);
    }
    return this.read;
  }

  /** "event 16", or the line where no event was yet. */
  private where(): string {
    const last = this.read.events.at(-1);
    return last ? `event ${last.event.seq}` : 'the beginning';
  }

  private parse(raw: RawLine): ExportLine | null {
    const { number, text } = raw;
    const at = { line: number };
    const place = `line ${number}, after ${this.where()},`;
    if (text === null) return this.refuse(`${place} is not text in UTF-8`, at);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.refuse(`${place} is not JSON`, at);
    }
    const shape = Line.safeParse(value);
    if (!shape.success)
      return this.refuse(`${place} is not a line of a chain: ${firstIssue(shape.error)}`, at);
    if (canonical(value) !== text) {
      const what = shape.data.line === 'event' ? nameOf(shape.data.event) : `the ${shape.data.line} line`;
      const why = text.endsWith('\r') ? ': its line end was changed' : '';
      this.findings.add(
        'file',
        `line ${number}, ${what}, is not written as canonical JSON (RFC 8785)${why}`,
        at,
      );
    } else if (!raw.ended) {
      this.findings.add('file', `line ${number} lacks its line feed: the file is cut off`, at);
    }
    return shape.data;
  }

  private refuse(message: string, at: { line: number }): null {
    this.findings.add('file', message, at);
    return null;
  }

  private place(line: Exclude<ExportLine, EndLine>, { number: at, text }: RawLine): void {
    this.checkOrder(line, at);
    switch (line.line) {
      case 'chain':
        this.read.header ??= line;
        return;
      case 'key':
        this.read.keys.push({ key: line.key, at });
        return;
      case 'event':
        this.placeEvent({ ...line, at, text: textOfEvent(line, text ?? '') });
        return;
      case 'leaf':
        this.placeLeaf({ ...line, at, text: canonical(line.leaf) });
        return;
      case 'head':
        this.read.heads.push({ ...line, at });
    }
  }

  private checkOrder({ line }: ExportLine, at: number): void {
    const rank = ORDER[line];
    if (line === 'chain' && this.read.header) {
      this.findings.add('file', `line ${at} is a second line saying whose chain it is`, { line: at });
    } else if (rank < this.reached) {
      this.findings.add('file', `line ${at}, of kind ${line}, stands too late, after ${this.where()}`, {
        line: at,
      });
    } else if (at === 1 && line !== 'chain') {
      this.findings.add('file', `line 1 is of kind ${line} and not the line saying whose chain it is`, {
        line: 1,
      });
    }
    this.reached = Math.max(this.reached, rank);
  }

  private placeEvent(event: ReadEvent): void {
    this.read.events.push(event);
    const { type } = event.event.record;
    if (type === 'clicks' || type === 'inbox') this.read.days.push({ event, leaves: [], touched: false });
  }

  private placeLeaf(leaf: ReadDay['leaves'][number]): void {
    const current = this.read.days.at(-1);
    const follows = current && current.event === this.read.events.at(-1);
    if (follows && dayOf(current) === leaf.day) {
      current.leaves.push(leaf);
      return;
    }
    if (current) current.touched = true;
    const key = `${leaf.day}|${this.where()}`;
    if (key === this.strayed) return;
    this.strayed = key;
    const name = `the leaf ${leaf.leaf.id} of ${leaf.day}`;
    this.findings.add(
      'days',
      `${name} does not stand behind the event of its day but behind ${this.where()}`,
      {
        line: leaf.at,
        subject: leaf.leaf.id,
      },
    );
  }
}

/** The day of a day's event. */
export function dayOf({ event }: ReadDay): string {
  const { record } = event.event;
  return record.type === 'clicks' || record.type === 'inbox' ? record.day : '';
}

// Canonical JSON has its members in order: {"event":…,"hash":"…","line":"event"}.
function textOfEvent(line: EventLine, text: string): string {
  const tail = `,"hash":"${line.hash}","line":"event"}`;
  return text.startsWith('{"event":') && text.endsWith(tail)
    ? text.slice('{"event":'.length, -tail.length)
    : canonical(line.event);
}
