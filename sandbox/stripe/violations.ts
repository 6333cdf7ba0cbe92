import type Stripe from 'stripe';
import type { Exchange } from './app';

/** What was found against Stripe's schemas: an answer Stripe would not give is a bug of this server (integrations.md section 2). */
export class Violations {
  readonly found: string[] = [];
  checked = 0;

  private constructor(private readonly schemas: typeof import('./test-support/schemas')) {}

  /** Loads the schemas, which only tests need; they are compiled when first met. */
  static async watch(): Promise<Violations> {
    return new Violations(await import('./test-support/schemas'));
  }

  exchange(exchange: Exchange): void {
    const { method, path, status } = exchange;
    const asked = this.schemas.requestProblems(exchange).map((problem) => `asked: ${problem}`);
    const answered = this.schemas.answerProblems(exchange).map((problem) => `answered ${status}: ${problem}`);
    // a request that was refused may be one that Stripe's schema would refuse, too
    const problems = status >= 400 ? answered : [...asked, ...answered];
    this.keep(problems.map((problem) => `${method} ${path} ${problem}`));
  }

  event(event: Stripe.Event): void {
    this.keep(this.schemas.eventProblems(event).map((problem) => `${event.type}: ${problem}`));
  }

  private keep(problems: string[]): void {
    this.checked += 1;
    for (const problem of problems) console.error(`Not what Stripe would say: ${problem}`);
    this.found.push(...problems);
  }
}
