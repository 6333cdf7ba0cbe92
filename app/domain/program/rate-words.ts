import { type RateProblem, rateDecimals } from './rate';

/** What is wrong with a rate somebody wrote; the sentence finishes "the rate …". */
export function rateProblemWords(problem: RateProblem, currency: string, own: string): string {
  switch (problem) {
    case 'not_a_decimal':
      return 'must be a decimal number such as 1.0834';
    case 'not_positive':
      return 'must be above zero';
    case 'too_precise':
      return `must have at most ${rateDecimals(currency, own)} decimals, so that it is kept exactly`;
    case 'too_large':
      return 'is larger than can be kept';
  }
}
