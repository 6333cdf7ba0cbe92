// Finds a Chromium for the end-to-end tests. Nothing is downloaded unless every other way fails:
//   1. E2E_CHROMIUM_PATH   2. Playwright's own download   3. a browser of the system
//   4. @sparticuz/chromium: Linux x64, inside an npm package, with the libraries a bare machine lacks
//   5. npx playwright install chromium
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';
import { chromium } from '@playwright/test';
import { root } from './repository.mjs';

const SYSTEM_BROWSERS = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ],
  win32: [`${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`],
};

/** @returns {{ executablePath?: string, env: Record<string, string>, source: string }} what Playwright should launch */
export function resolveChromium() {
  const found = fromEnvironment() ?? fromPlaywright() ?? fromSystem() ?? fromNpm() ?? fromDownload();
  if (found) return found;
  throw new Error(
    'No Chromium found. Set E2E_CHROMIUM_PATH, or: apt-get install chromium, or: npx playwright install chromium',
  );
}

function fromEnvironment() {
  const executablePath = process.env.E2E_CHROMIUM_PATH;
  return executablePath ? { executablePath, env: {}, source: 'E2E_CHROMIUM_PATH' } : null;
}

function fromPlaywright() {
  return fs.existsSync(chromium.executablePath()) ? { env: {}, source: 'playwright' } : null;
}

function fromSystem() {
  if (process.env.E2E_BROWSER === 'npm') return null;
  const executablePath = SYSTEM_BROWSERS[process.platform]?.find((file) => fs.existsSync(file));
  return executablePath ? { executablePath, env: {}, source: executablePath } : null;
}

function fromDownload() {
  const installed = spawnSync('npx', ['playwright', 'install', '--with-deps', 'chromium'], {
    stdio: 'inherit',
  });
  return installed.status === 0 ? { env: {}, source: 'playwright install' } : null;
}

function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const packed = createRequire(import.meta.url)
    .resolve('@sparticuz/chromium')
    .split('/build/')[0];
  const { version } = JSON.parse(fs.readFileSync(path.join(packed, 'package.json'), 'utf8'));
  const folder = unpackOnce(path.join(packed, 'bin'), version);
  const executablePath = path.join(folder, 'chromium');
  const source = `@sparticuz/chromium ${version}`;
  const fonts = fs.existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_FILE: path.join(folder, 'fonts.conf') };
  if (runs(executablePath, fonts)) return { executablePath, env: fonts, source };
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const env = { ...fonts, LD_LIBRARY_PATH: libraries };
  return runs(executablePath, env)
    ? { executablePath, env, source: `${source} with its own libraries` }
    : null;
}

const runs = (executable, env) =>
  spawnSync(executable, ['--version'], { env: { ...process.env, ...env }, timeout: 20_000 }).status === 0;

// The package unpacks itself only inside a cloud function, so we do it: 200 MB, once per version.
function unpackOnce(packed, version) {
  const folder = path.join(root, 'node_modules/.cache/chromium', version);
  if (fs.existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  fs.mkdirSync(draft, { recursive: true });
  const unpacked = (file) => zlib.brotliDecompressSync(fs.readFileSync(path.join(packed, file)));
  fs.writeFileSync(path.join(draft, 'chromium'), unpacked('chromium.br'), { mode: 0o755 });
  for (const archive of ['swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br']) {
    execFileSync('tar', ['-xf', '-', '-C', draft], { input: unpacked(archive) });
  }
  // Its own fonts.conf names a folder that is not there; a machine without fonts would show empty boxes.
  fs.writeFileSync(path.join(draft, 'fonts.conf'), fontsConf(folder));
  fs.renameSync(draft, folder);
  return folder;
}

const fontsConf = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${path.join(folder, 'fontcache')}</cachedir>
</fontconfig>
`;

if (process.argv[1] === import.meta.filename) console.log(resolveChromium());
