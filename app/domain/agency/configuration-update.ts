import type { Flaw } from './configuration-json';

/** What became of a configuration a run was asked to change. */
export const OUTCOMES = ['waiting', 'updated', 'unchanged', 'changed_since', 'invalid'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How many of a run stand where. */
export type OutcomeCounts = Record<Outcome, number>;

export const noOutcomes = (): OutcomeCounts =>
  Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as OutcomeCounts;

/** Why a configuration was left as it is, in a sentence. */
export const whyLeft = {
  changedSince: (from: number, now: number) =>
    `It is at version ${now} now; version ${from} was the one that was to be changed.`,
  archived: 'It was archived.',
  accessEnded: 'Your access to this client’s configurations has ended.',
  invalid: (flaws: readonly Flaw[]) =>
    flaws
      .slice(0, 3)
      .map(({ line, message }) => `Line ${line}: ${message}`)
      .join(' '),
} as const;
