#!/usr/bin/env node
// Starts the bundled verifier. In a clone of the repository it is bundled first; a package carries it.
import fs from 'node:fs';

const bundle = new URL('./tributary-verify.mjs', import.meta.url);
const builder = new URL('../../scripts/build-verifier.mjs', import.meta.url);

if (!fs.existsSync(bundle)) {
  const { buildVerifier } = await import(builder.href);
  await buildVerifier('integrations/verifier/tributary-verify.mjs');
}
await import(bundle.href);
