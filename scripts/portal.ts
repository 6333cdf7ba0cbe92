// The operator's command line: `npm run portal -- <command>`. Exit status 0, or a reason on stderr.
import { parseArgs } from 'node:util';
import { type Command, type Given, helpOf, parseArgsOptions, Refusal } from './commands/command';
import { commands } from './commands/index';

/** Everything about what can be asked. */
function overview(): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'npm run portal -- <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Each command takes --help, and --json for an answer that programs can read.',
  ];
}

function find(name: string): Command {
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  throw new Refusal(
    `There is no command ${name}. There are: ${commands.map((each) => each.name).join(', ')}.`,
  );
}

function read(command: Command, args: string[]): Given {
  try {
    const options = parseArgsOptions(command);
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as Given;
  } catch (error) {
    // util.parseArgs says which option is wrong; its advice about positional arguments is none for an operator
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new Refusal(`${reason}. See: npm run portal -- ${command.name} --help`);
  }
}

async function run(command: Command, given: Given): Promise<number> {
  const { boot, shutdown } = await import('~/boot.server');
  try {
    await boot();
    const { lines, json, exitStatus = 0 } = await command.run(given);
    console.log(given.json ? JSON.stringify(json) : lines.join('\n'));
    return exitStatus;
  } finally {
    await shutdown();
  }
}

async function main([name = '--help', ...args]: string[]): Promise<number> {
  if (['--help', '-h', 'help'].includes(name)) {
    console.log(overview().join('\n'));
    return 0;
  }
  const command = find(name);
  const given = read(command, args);
  if (!given.help) return run(command, given);
  console.log(helpOf(command).join('\n'));
  return 0;
}

// Written for the operator; anything else is a fault of ours or of the machine, with all there is to know.
const FOR_THE_OPERATOR = ['Refusal', 'EnvironmentError', 'UnsafeDatabaseError'];

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return FOR_THE_OPERATOR.includes(error.name) ? error.message : (error.stack ?? error.message);
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const reason = reasonOf(error);
    if (process.argv.includes('--json')) console.log(JSON.stringify({ error: reason }));
    else console.error(reason);
    process.exitCode = 1;
  },
);
