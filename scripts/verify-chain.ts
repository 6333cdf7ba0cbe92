// The stand-alone verifier: bundled to one file without dependencies (scripts/build-verifier.mjs), it needs Node and nothing of ours.
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseAnchors, parseKeys } from '~/domain/chain/verify/given-files';
import { reportText } from '~/domain/chain/verify/report-text';
import { verifyChain } from '~/domain/chain/verify/verify-chain';

const USAGE = `Usage: node tributary-verify.mjs <chain.ndjson> [--keys keys.json] [--anchor heads.ndjson] [--json]

Checks a chain exported by a Tributary portal. It asks no server anything.

  <chain.ndjson>   the export (GET /api/v1/chain); "-" reads standard input
  --keys <file>    the program's public keys, kept from /.well-known/tributary-keys.json
  --anchor <file>  signed heads kept outside the portal: a line each, or an older export; may be repeated
  --json           the report as JSON

Exit status: 0 the chain is right, 1 it is damaged, 2 it could not be checked.
`;

const TROUBLE = 2;

class Unusable extends Error {}

function argumentsOf(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        keys: { type: 'string' },
        anchor: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, files: positionals };
  } catch (error) {
    throw new Unusable(`${wordsOf(error)}\n\n${USAGE}`);
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A file given beside the chain, as what it should be. */
function read<T>(file: string, parse: (text: string) => T | null, what: string): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Unusable(wordsOf(error));
  }
  const parsed = parse(text);
  if (parsed === null) throw new Unusable(`${file} holds no ${what}.`);
  return parsed;
}

async function main(): Promise<number> {
  const { files, keys, anchor = [], json, help } = argumentsOf(process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) throw new Unusable(USAGE);
  const given = {
    keys: keys === undefined ? undefined : read(keys, parseKeys, 'public keys'),
    anchors: anchor.flatMap((one) => read(one, parseAnchors, 'signed heads')),
  };
  const input = file === '-' ? process.stdin : createReadStream(file);
  const report = await verifyChain(input, given);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return report.verdict === 'right' ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${wordsOf(error).trimEnd()}\n`);
  process.exitCode = TROUBLE;
}
