// The docs must be true: every link, file, command, worked example and decision they name exists, every decision has the
// form of one, every setting is described, and what comments cite ("ADR-0022", "domain.md") can be opened.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './repository.mjs';

const FOLDERS = '.ci app bench docs e2e integrations prisma public sandbox scripts server'.split(' ');
// Generated code, data, and this check with its test, which cite what is not there.
const SKIPPED =
  /^(app\/generated|app\/test-support\/vectors|sandbox\/stripe\/schemas)\/|^scripts\/check-docs\./;
const SECTIONS = ['Context', 'Decision', 'Consequences', 'Alternatives', 'Enforced by'];
const VECTORS = 'app/test-support/vectors';

/** Paths of all files of ours, relative to the repository. */
export function ownFiles() {
  const below = (folder) =>
    fs.existsSync(path.join(root, folder))
      ? fs
          .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) =>
            path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
          )
          .filter((file) => !file.includes('node_modules/'))
      : [];
  const atRoot = fs.readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  return [...atRoot.map((entry) => entry.name), ...FOLDERS.flatMap(below)];
}

/** What a page is checked against: all files and folders, the npm scripts, and the text of the other pages. */
export function repositoryOf(files, scripts, textOf) {
  const folders = new Set(files.flatMap((file) => parentsOf(file)));
  return { files: new Set(files), folders, scripts: new Set(scripts), textOf };
}

function parentsOf(file) {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Everything in a page that is not so, one sentence each. */
export function problemsOfPage(file, text, repository) {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [
    ...matches(prose, /!?\[[^\]]*\]\(([^)\s]+)\)/g).flatMap((target) =>
      problemOfLink(file, target, repository),
    ),
    ...matches(prose, /`([^`\s]+)`/g).flatMap((name) => problemOfName(name, repository)),
    ...matches(text, /\bnpm run ([\w:-]+)/g)
      .filter((name) => !repository.scripts.has(name))
      .map((name) => `npm run ${name} is not in package.json`),
  ].map((problem) => `${file}: ${problem}`);
}

const matches = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

function problemOfLink(file, target, { files, folders, textOf }) {
  if (/^[a-z]+:/.test(target)) return [];
  const [relative, anchor] = target.split('#');
  const at = relative ? path.posix.join(path.posix.dirname(file), relative).replace(/\/$/, '') : file;
  if (!files.has(at) && !folders.has(at)) return [`the link ${target} leads to nothing`];
  if (!anchor || !at.endsWith('.md') || anchorsOf(textOf(at)).includes(anchor)) return [];
  return [`the link ${target} leads to no heading of ${at}`];
}

function anchorsOf(text) {
  return matches(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function problemOfName(name, { files, folders }) {
  if (/^\d\d-[a-z0-9-]+$/.test(name)) {
    return files.has(`${VECTORS}/${name}.json`) ? [] : [`there is no worked example ${name}`];
  }
  const isPath = FOLDERS.includes(name.split('/')[0]) && name.includes('/');
  const isFileAtRoot =
    /^[A-Za-z][\w.-]+\.(mjs|cjs|js|ts|json|md|prisma)$/.test(name) && !name.startsWith('x.');
  if ((!isPath && !isFileAtRoot) || /[<{]|NNNN/.test(name)) return [];
  const wanted = name.replace(/\/$/, '');
  if (files.has(wanted) || folders.has(wanted)) return [];
  if (wanted.includes('*') && [...files].some((file) => globOf(wanted).test(file))) return [];
  return [`there is no ${name}`];
}

function globOf(glob) {
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '(?:.*/)?')
    .replace(/(?<![.)])\*+/g, '[^/]*');
  return new RegExp(`^${source}$`);
}

/** A record has every section, one decision in bold, and stands in the index. */
export function problemsOfRecord(file, text, index) {
  const missing = SECTIONS.filter((title) => !new RegExp(`^## ${title}$`, 'm').test(text));
  const decision = /^## Decision\n+([\s\S]*?)\n## /m.exec(text)?.[1] ?? '';
  return [
    ...missing.map((title) => `has no section ${title}`),
    ...(/^\*\*[\s\S]+?\*\*$/m.test(decision) ? [] : ['has no decision in bold']),
    ...(/^Status: (accepted|superseded by )/m.test(text) ? [] : ['has no status']),
    ...(index.includes(`(${path.posix.basename(file)})`) ? [] : ['is not in docs/adr/README.md']),
  ].map((problem) => `${file}: ${problem}`);
}

/** Decisions and pages that comments cite must exist. */
export function problemsOfSource(file, text, { files }) {
  const decisions = matches(text, /\bADR-(\d{4})\b/g).filter(
    (number) => ![...files].some((one) => one.startsWith(`docs/adr/${number}-`)),
  );
  const unnumbered = matches(text, /\((ADR: [^)]*)/g);
  const pages = matches(text, /(?<![\w/.-])([a-z-]+\.md)\b/g).filter((page) => !files.has(`docs/${page}`));
  return [...decisions.map((number) => `ADR-${number}`), ...unnumbered, ...new Set(pages)].map(
    (name) => `${file}: cites ${name}, which is not in docs`,
  );
}

function problemsOfSettings(repository) {
  const names = matches(repository.textOf('app/platform/env-settings.server.ts'), /^ {2}([A-Z][A-Z_]+):/gm);
  const page = repository.textOf('docs/self-hosting.md');
  return names
    .filter((name) => !page.includes(`\`${name}\``))
    .map((name) => `docs/self-hosting.md: does not describe ${name}`);
}

function problemsOfRepository() {
  const files = ownFiles();
  const textOf = (file) => fs.readFileSync(path.join(root, file), 'utf8');
  const repository = repositoryOf(files, Object.keys(JSON.parse(textOf('package.json')).scripts), textOf);
  const pages = files.filter((file) => /^(docs\/.+|[A-Z]+)\.md$/.test(file));
  const records = pages.filter((file) => /^docs\/adr\/\d/.test(file));
  const sources = files.filter(
    (file) => /\.(ts|tsx|mjs|cjs|js|sql|prisma|css)$/.test(file) && !SKIPPED.test(file),
  );
  return [
    ...pages.flatMap((file) => problemsOfPage(file, textOf(file), repository)),
    ...records.flatMap((file) => problemsOfRecord(file, textOf(file), textOf('docs/adr/README.md'))),
    ...sources.flatMap((file) => problemsOfSource(file, textOf(file), repository)),
    ...problemsOfSettings(repository),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const problems = problemsOfRepository();
  if (problems.length > 0) {
    console.error(problems.join('\n'));
    process.exitCode = 1;
  } else console.log('what the docs name exists');
}
