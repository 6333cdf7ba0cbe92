import fs from 'node:fs';
import path from 'node:path';
import type { Instant } from '~/kernel/time';

/** As scripts/serve.mjs prints them; the sandbox holds nobody's data. */
export interface SignIn {
  role: string;
  email: string;
  password: string;
  totpSecret?: string;
}

/** How far the demo has come: an interrupted one goes on at the next start. */
export interface Notes {
  start: Instant;
  /** the first day that is not done */
  day: number;
  /** what the browsers of later customers hold: visitor -> cookie */
  cookies: Record<string, string>;
  /** of accepted handoffs: customer -> token */
  handoffs: Record<string, string>;
  signIns: SignIn[];
  /** API keys of the two admins */
  keys: string[];
}

const fileIn = (folder: string) => path.join(folder, 'demo-progress.json');
const write = (file: string, content: unknown) => {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(content, null, 1)}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
};

/** What an interrupted demo left; null when there is none. */
export function readNotes(folder: string): Notes | null {
  const file = fileIn(folder);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Notes) : null;
}

/** Keeps how far the demo has come. */
export const keepNotes = (folder: string, notes: Notes): void => write(fileIn(folder), notes);

/** The demo is whole: its sign-ins are kept for the print-out, its progress is forgotten. */
export function finish(folder: string, signIns: readonly SignIn[]): void {
  // partners first: what most people want to see
  const sorted = signIns.toSorted((a, b) => Number(a.role === 'Admin') - Number(b.role === 'Admin'));
  write(path.join(folder, 'demo.json'), { signIns: sorted });
  fs.rmSync(fileIn(folder), { force: true });
}

/** One line that a terminal rewrites; elsewhere a line now and then. */
export function showProgress(done: number, total: number, what: string): void {
  const text = `  demo                 ${String(Math.round((100 * done) / total)).padStart(3)} %  ${what}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${text.padEnd(76)}${done === total ? '\n' : ''}`);
  else if (done % 31 === 0 || done === total) console.log(text);
}
