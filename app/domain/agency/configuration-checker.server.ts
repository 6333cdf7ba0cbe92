import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ErrorObject } from 'ajv';
import { type JsonValue, MOST_FLAWS } from './configuration-json';

/** What is asked of a schema: whether it is one, and of a document whether it satisfies it. */
export interface Asked {
  draft: 'draft2020' | 'draft07';
  /** canonical JSON */
  schema: string;
  /** absent: only the schema is asked about */
  document?: JsonValue;
}

/** What JSON Schema says, with Ajv's errors, at most `MOST_FLAWS`. */
export type Said =
  | { outcome: 'satisfied' }
  /** the document is not as the schema wants it */
  | { outcome: 'unsatisfied'; errors: ErrorObject[] }
  /** the schema is not as schemas must be */
  | { outcome: 'no_schema'; errors: ErrorObject[] }
  | { outcome: 'unusable'; message: string };

// A pattern of a schema can take for ever on a text made for it, and so can a list of unique items; whoever wrote both is told.
const LONGEST_CHECK_MS = 1_000;
const MOST_MEMORY_MB = 256;

type Job = Asked & { id: number; most: number };

/**
 * Runs in a thread of its own, from its source text: it may use nothing from outside but its arguments. Not in ours, because what an agency
 * writes would hold up everybody's requests.
 */
function checker(require: NodeJS.Require, paths: { ajv: string; ajv2020: string }): void {
  const { parentPort } = require('node:worker_threads') as typeof import('node:worker_threads');
  const { Ajv } = require(paths.ajv) as typeof import('ajv');
  const { Ajv2020 } = require(paths.ajv2020) as typeof import('ajv/dist/2020.js');
  // `format` is a note (JSON Schema 2020-12, validation, section 7.2.1); what must hold is said by `pattern`
  const options = {
    strict: false,
    allErrors: true,
    logger: false,
    validateFormats: false,
    ownProperties: true,
  } as const;
  // The schemas of schemas take long to compile and are nobody's but the standard's: once for all.
  const drafts = {
    draft2020: { Draft: Ajv2020, ofSchemas: new Ajv2020(options) },
    draft07: { Draft: Ajv, ofSchemas: new Ajv(options) },
  };
  for (const { ofSchemas } of Object.values(drafts)) ofSchemas.validateSchema({});
  const kept = new Map<string, import('ajv').ValidateFunction>();

  // that none of several shapes fits is said by what speaks against each
  const isSummary = ({ keyword }: ErrorObject) => ['anyOf', 'oneOf', 'if'].includes(keyword);
  const telling = (errors: ErrorObject[] | null | undefined, most: number) => {
    const all = errors ?? [];
    const told = all.filter((error) => !isSummary(error));
    return (told.length > 0 ? told : all).slice(0, most);
  };
  const answer = ({ draft, schema, document, most }: Job): Said => {
    const { Draft, ofSchemas } = drafts[draft];
    let validate = kept.get(schema);
    if (!validate) {
      const parsed = JSON.parse(schema);
      if (!ofSchemas.validateSchema(parsed))
        return { outcome: 'no_schema', errors: telling(ofSchemas.errors, most) };
      // an instance of its own: what one agency's schema is called is no other's to refer to
      validate = new Draft({ ...options, meta: false, validateSchema: false }).compile(parsed);
      if (kept.size > 50) kept.clear();
      kept.set(schema, validate);
    }
    if (document === undefined || validate(document)) return { outcome: 'satisfied' };
    return { outcome: 'unsatisfied', errors: telling(validate.errors, most) };
  };
  parentPort?.on('message', (job: Job) => {
    let said: Said;
    try {
      said = answer(job);
    } catch (error) {
      said = { outcome: 'unusable', message: error instanceof Error ? error.message : 'unknown' };
    }
    parentPort.postMessage({ id: job.id, said });
  });
  parentPort?.postMessage({ id: 0, said: null });
}

const resolve = createRequire(import.meta.url).resolve;
// what a compiler adds to keep the names of functions
const SHIM = 'const __name = (named) => named;';

/** A thread that is warm: `ask` answers null when it took too long, and the thread is then gone. */
class Thread {
  private readonly worker = new Worker(
    `${SHIM}(${checker.toString()})(require, require('node:worker_threads').workerData)`,
    {
      eval: true,
      workerData: { ajv: resolve('ajv'), ajv2020: resolve('ajv/dist/2020.js') },
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      env: {},
    },
  );
  private readonly waiting = new Map<number, (said: Said | null) => void>();
  private lastId = 0;
  isOver = false;

  constructor() {
    this.worker.unref();
    this.worker.on('message', ({ id, said }: { id: number; said: Said | null }) =>
      this.waiting.get(id)?.(said),
    );
    // out of memory, too deep
    this.worker.on('error', () => this.end());
    this.worker.on('exit', () => this.end());
  }

  /** Until it has loaded what it needs; that takes as long as the machine needs. */
  ready(): Promise<Said | null> {
    return new Promise((done) => this.waiting.set(0, done));
  }

  async ask(asked: Asked): Promise<Said | null> {
    const id = ++this.lastId;
    const answered = new Promise<Said | null>((done) => this.waiting.set(id, done));
    const timer = setTimeout(() => this.end(), LONGEST_CHECK_MS);
    this.worker.ref();
    this.worker.postMessage({ ...asked, id, most: MOST_FLAWS });
    const said = await answered;
    clearTimeout(timer);
    this.waiting.delete(id);
    this.worker.unref();
    return said;
  }

  private end(): void {
    this.isOver = true;
    for (const done of this.waiting.values()) done(null);
    void this.worker.terminate();
  }
}

let thread: Thread | null = null;
let before: Promise<unknown> = Promise.resolve();

/** Asks JSON Schema, one question after the other, in a thread of its own. @returns null when it took longer than a second, or too much memory */
export function askSchema(asked: Asked): Promise<Said | null> {
  const mine = before.then(async () => {
    if (!thread || thread.isOver) {
      thread = new Thread();
      await thread.ready();
    }
    return thread.ask(asked);
  });
  before = mine.catch(() => {});
  return mine;
}
