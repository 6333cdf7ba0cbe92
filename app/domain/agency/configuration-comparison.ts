import { type Change, changedPaths, type DiffLine, diffLines, withContext } from './configuration-diff';
import { readableLines, readDocument, storedObject } from './configuration-text';

/** What a first version is compared with. */
export const EMPTY_DOCUMENT = '{}';

/** Two documents compared: the lines that differ with some around them, and the paths; both in canonical form. */
export interface Comparison {
  lines: Array<DiffLine | { leftOut: number }>;
  changes: Change[];
  /** more differs than is listed */
  isCut: boolean;
}

// A page shows no more; the document itself can be downloaded.
const MOST_LINES = 2_000;
const MOST_PATHS = 200;

/** Compares two stored documents as people read them. */
export function compareDocuments(from: string, to: string): Comparison {
  const lines = withContext(diffLines(readableLines(from), readableLines(to)));
  return {
    lines: lines.slice(0, MOST_LINES),
    changes: changedPaths(storedObject(from), storedObject(to)).slice(0, MOST_PATHS),
    isCut: lines.length > MOST_LINES,
  };
}

/** Compares a stored document with a text somebody wrote; one that cannot be read is compared line by line as it is. */
export function compareTexts(stored: string, written: string): Comparison {
  const read = readDocument(written);
  if (read.outcome === 'ok') return compareDocuments(stored, read.canonical);
  const lines = withContext(diffLines(readableLines(stored), written.trimEnd().split('\n')));
  return { lines: lines.slice(0, MOST_LINES), changes: [], isCut: lines.length > MOST_LINES };
}
