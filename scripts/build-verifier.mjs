// Bundles the stand-alone verifier to one file without dependencies: `node scripts/build-verifier.mjs [<file>]`.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');

/** Where the portal serves it from. */
export const SERVED = 'build/client/tributary-verify.mjs';

const NOTICE =
  '/*! The stand-alone verifier of Tributary. MIT licence. It reads the files it is given and nothing else. */';

/**
 * Writes the verifier.
 * @param {string} file where to, relative to the repository
 */
export async function buildVerifier(file = SERVED) {
  const { build } = await import('vite');
  const out = path.resolve(root, file);
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { '~': path.join(root, 'app') } },
    build: {
      ssr: path.join(root, 'scripts/verify-chain.ts'),
      target: 'node18',
      outDir: path.dirname(out),
      emptyOutDir: false,
      // it is meant to be read before it is trusted
      minify: false,
      rollupOptions: {
        // comments of a dependency that Rollup cannot make use of
        onwarn: (warning, warn) => warning.code !== 'INVALID_ANNOTATION' && warn(warning),
        output: {
          entryFileNames: path.basename(out),
          banner: `#!/usr/bin/env node\n${NOTICE}`,
        },
      },
    },
    ssr: { noExternal: true },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildVerifier(process.argv[2]);
