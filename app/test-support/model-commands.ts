import fc from 'fast-check';
import type { ModelRun } from './model-run';

/** One thing that somebody does; the same to the model and to the portal. */
export type Step = fc.AsyncCommand<ModelRun, ModelRun>;

type Act = (run: ModelRun) => Promise<void>;

class Doing implements Step {
  constructor(
    private readonly text: string,
    private readonly act: Act,
    private readonly possible: (run: Readonly<ModelRun>) => boolean,
  ) {}

  check(run: Readonly<ModelRun>): boolean {
    return this.possible(run);
  }

  run(run: ModelRun): Promise<void> {
    return this.act(run);
  }

  toString(): string {
    return this.text;
  }
}

const partners = ['ada', 'bob', 'solo', 'mia'];
const partner = fc.constantFrom(...partners);
const customer = fc.constantFrom('k0', 'k1', 'k2', 'k3');
/** how many days ago it happened that the portal is told of now */
const ago = fc.constantFrom(0, 0, 0, 0, 1, 5, 20);
const which = fc.nat({ max: 30 });
const days = (...some: number[]) => fc.constantFrom(...some);

function doing<T extends object>(
  name: string,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  act: (run: ModelRun, values: T) => Promise<void>,
  possible: (run: Readonly<ModelRun>) => boolean = () => true,
): fc.Arbitrary<Step> {
  return fc
    .record(fields)
    .map(
      (values) => new Doing(`${name}(${JSON.stringify(values)})`, (run) => act(run, values as T), possible),
    );
}

const known = (run: Readonly<ModelRun>) => run.payments.length > 0;
const asked = (run: Readonly<ModelRun>) => run.payouts.length > 0;
const domains = fc.constantFrom('acme.dev', 'acme.dev', 'globex.dev', 'gmail.com', 'partner.test');

/** Everything that can happen, the commoner things more often. */
export const steps: Array<fc.Arbitrary<Step>> = [
  doing('click', { partner, visitor: customer, content: fc.boolean() }, (run, it) => run.click(it)),
  doing('clickOfImpact', { visitor: customer }, (run, it) => run.clickOfImpact(it.visitor)),
  doing('invite', { partner: fc.constantFrom('solo', 'ada'), domain: domains, ago }, (run, it) =>
    run.invite(it),
  ),
  doing('signUp', { customer, domain: domains, ago, visitor: fc.boolean(), named: fc.boolean() }, (run, it) =>
    run.signUp(it),
  ),
  doing('use', { customer, ago, days: days(1, 7, 31), apiCalls: days(1, 40, 1000) }, (run, it) =>
    run.use(it),
  ),
  doing('members', { customer, ago, members: days(2, 5, 6, 9) }, (run, it) => run.members(it)),
  doing(
    'capture',
    { customer, ago, which },
    (run, it) => run.capture(it),
    (run) => run.program.clicks.length > 0,
  ),
  ...[1, 2, 3].map(() =>
    doing(
      'pay',
      { customer, ago, months: days(1, 1, 3, 12), amount: days(0, 30_000, 60_001, 250_000, 3_000_000) },
      (run, it) => run.pay(it),
    ),
  ),
  doing('purchase', { visitor: customer, ago, amount: days(9_999, 120_000) }, (run, it) => run.purchase(it)),
  doing('refund', { which, ago, percent: days(10, 50, 100) }, (run, it) => run.refund(it), known),
  doing('dispute', { which, ago }, (run, it) => run.dispute(it), known),
  doing(
    'closeDispute',
    { which, ago, outcome: fc.constantFrom('won', 'lost') },
    (run, it) => run.closeDispute(it),
    (run) => run.disputes.length > 0,
  ),
  doing('subscribe', { customer, ago, status: fc.constantFrom('active', 'trialing') }, (run, it) =>
    run.subscribe(it),
  ),
  doing('cancel', { customer, ago }, (run, it) => run.cancel(it)),
  doing(
    'standing',
    { partner, status: fc.constantFrom('active', 'active', 'paused', 'suspended') },
    (run, it) => run.changeStanding(it),
  ),
  ...[1, 2, 3].map(() => doing('wait', { days: days(1, 7, 30, 31, 61, 90) }, (run, it) => run.wait(it.days))),
  doing('decide', { customer, outcome: fc.constantFrom('allowed', 'denied') }, (run, it) => run.decide(it)),
  ...[1, 2].map(() =>
    doing('requestPayout', { partner, part: fc.boolean() }, (run, it) => run.requestPayout(it)),
  ),
  doing('approvePayout', { which }, (run, it) => run.approvePayout(it.which), asked),
  doing('rejectPayout', { which }, (run, it) => run.rejectPayout(it.which), asked),
  doing('cancelPayout', { which }, (run, it) => run.cancelPayout(it.which), asked),
  doing('check', {}, (run) => run.check()),
];
