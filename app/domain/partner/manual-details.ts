import { hasControl, isStorable } from '~/kernel/text';

/** Longest bank details. */
export const MOST_DETAILS = 600;
const LEAST_DETAILS = 10;
const MOST_LINES = 12;

export type DetailsProblem = 'too_short' | 'too_long' | 'control' | 'too_many_lines';

export const detailsAdvice: Readonly<Record<DetailsProblem, string>> = {
  too_short: 'Write at least the name of the account’s holder, the account number and the bank.',
  too_long: `Keep it to ${MOST_DETAILS} characters.`,
  control: 'Leave out characters that cannot be shown, such as tabs.',
  too_many_lines: `Keep it to ${MOST_LINES} lines.`,
};

/** Line ends as one kind, no blanks around. */
export function tidyDetails(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

/** What is wrong with bank details; null: nothing. @param details tidied */
export function detailsProblem(details: string): DetailsProblem | null {
  const lines = details.split('\n');
  if (details.length < LEAST_DETAILS) return 'too_short';
  if (details.length > MOST_DETAILS) return 'too_long';
  if (lines.length > MOST_LINES) return 'too_many_lines';
  return lines.some(hasControl) || !isStorable(details) ? 'control' : null;
}

/** Bank details as they are shown: letters and digits hidden but for the last four, so that their owner knows them again (ADR-0091). */
export function maskDetails(details: string): string {
  const flat = details.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return `•••• ${flat.slice(-4)}`;
}

/** How a payout names where it is paid by hand: nothing personal, and another one when the details are others. */
export const manualDestination = (id: string) => `manual:${id}`;

const PREFIX = 'manual:';

/** Whether a payout is paid by hand, by its destination, which is frozen at the request (ADR-0091). */
export function isManual(destination: string): boolean {
  return destination.startsWith(PREFIX);
}

/** The id of the details; undefined for one of Stripe's. */
export function manualDestinationId(destination: string): string | undefined {
  return isManual(destination) ? destination.slice(PREFIX.length) : undefined;
}
