import type { ParseArgsConfig } from 'node:util';

export interface Option {
  type: 'string' | 'boolean';
  /** may be given several times */
  multiple?: boolean;
  /** what stands for the value in the help: "<address>" */
  value?: string;
  description: string;
}

/** What was given: strings, switches, and lists for what may be given several times. */
export type Given = Record<string, string | boolean | string[] | undefined>;

/** What a command has to say: for a person, and the same for a program (`--json`). */
export interface Report {
  lines: string[];
  json: unknown;
  /** 0 unless the command worked and found something wrong, as a check does */
  exitStatus?: number;
}

/** One command of `npm run portal -- <name>`. What it needs of the application is loaded when it runs: help needs none of it. */
export interface Command {
  name: string;
  /** one line, for the list of commands */
  summary: string;
  /** more for its own help */
  details?: string[];
  options: Record<string, Option>;
  /**
   * @throws {Refusal} with the reason, for the operator
   */
  run: (given: Given) => Promise<Report>;
}

/** The command cannot do what was asked: its message is all the operator sees, and the exit status is 1. */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** The options as util.parseArgs takes them; every command knows --help and --json. */
export function parseArgsOptions(command: Command): NonNullable<ParseArgsConfig['options']> {
  const own = Object.entries(command.options).map(([name, { type, multiple = false }]) => [
    name,
    { type, multiple },
  ]);
  return { ...Object.fromEntries(own), help: { type: 'boolean' }, json: { type: 'boolean' } };
}

/** A text option that must be there. @throws {Refusal} */
export function required(given: Given, name: string): string {
  const value = optional(given, name);
  if (value === undefined) throw new Refusal(`--${name} is missing.`);
  return value;
}

/** A text option; an empty one counts as absent. */
export function optional(given: Given, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The help of one command. */
export function helpOf(command: Command): string[] {
  const shown = Object.entries(command.options).map(([name, { value, description }]): [string, string] => [
    `--${name}${value ? ` ${value}` : ''}`,
    description,
  ]);
  const rows = [...shown, ['--json', 'the answer as JSON'], ['--help', 'this text']] as const;
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    `npm run portal -- ${command.name} [options]`,
    '',
    `${command.summary}.`,
    ...(command.details ?? []),
    '',
    ...rows.map(([option, description]) => `  ${option.padEnd(width)}  ${description}`),
  ];
}
