import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booksAreRight } from '~/domain/reconciliation/books-report';
import { refreshClock } from '~/platform/clock.server';
import { cornerProgram } from '~/test-support/corner-program';
import { testDatabaseUrl, truncateAll } from '~/test-support/db';
import { commissionOrder, modelOf } from '~/test-support/independent-model';
import { type Portal, startPortal } from '~/test-support/portal';
import { randomProgram } from '~/test-support/random-program';
import { stripeEnvironment } from '~/test-support/stripe';
import type { Vector } from '~/test-support/vector';
import { type Books, type Delivery, namespaced, type Walk, walkAll } from '~/test-support/walk-program';
import { startStripeServer } from '../../sandbox/stripe/start';
import { checkBooks } from './check-books.server';

// The full count: HTTP_PROGRAMS=100 npx vitest run --project db app/flows/http-programs.db.test.ts (HTTP_SEED to begin elsewhere)
const count = Number(process.env.HTTP_PROGRAMS ?? 3);
const firstSeed = Number(process.env.HTTP_SEED ?? 1);
const SIDE_BY_SIDE = 10;
/** deliveries are gathered for so long: each move of the clock costs as much as fifty deliveries */
const everyDays = count > 10 ? 10 : 30;

/** Every fourth program is made of corners; what is dated after the end never happened. */
function programOf(seed: number): Vector {
  const program = seed % 4 === 0 ? cornerProgram(seed) : randomProgram(seed);
  const until = Date.parse(program.until);
  // one delivery stays one: an event that stands twice in a program is one object
  const events = program.events.filter((event) => Date.parse(event.timestamp) <= until);
  for (const { type, data } of events)
    if (type === 'subscription.changed') data.monthlyValue ??= { amount: '10000', currency: 'USD' };
  const clicks = program.clicks
    .filter((click) => Date.parse(click.at) <= until)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const known = { ...program, clicks, events };
  return { ...known, name: String(seed), why: '', expect: modelOf(known, program.until) };
}

const deliveries = (seed: number): Array<[name: string, delivery: Delivery]> => [
  ['in time', { kind: 'in_time', everyDays }],
  ['all at the end, shuffled, some twice', { kind: 'late', shuffle: seed * 3 }],
  ['up to 20 days late, some twice', { kind: 'delayed', shuffle: seed * 5, upToDays: 20, everyDays }],
  ['up to 150 days late, some twice', { kind: 'delayed', shuffle: seed * 7, upToDays: 150, everyDays }],
];

/** Planted bugs: one payment that nobody delivers, or one dated two hundred days later. */
const plantedBugs: Record<string, (event: Vector['events'][number]) => Vector['events']> = {
  dropped: () => [],
  're-dated': (event) => [
    { ...event, timestamp: new Date(Date.parse(event.timestamp) + 200 * 86_400_000).toISOString() },
  ],
};

interface Copy {
  seed: number;
  name: string;
  prefix: string;
  vector: Vector;
  delivery: Delivery;
}

function copiesOf(seed: number): Copy[] {
  const vector = programOf(seed);
  return deliveries(seed).map(([name, delivery], n) => {
    const prefix = `s${seed}o${n}`;
    return { seed, name, prefix, delivery, vector: { ...namespaced(vector, prefix), name: prefix } };
  });
}

/** A copy of the first program whose best payment is missing, or dated otherwise, and nobody said so to the one who compares. */
function plantedCopies(seed: number): Copy[] {
  const vector = programOf(seed);
  const earning = new Set(vector.expect.commissions.map((one) => one.cause.id));
  const victim = vector.events.find((event) => earning.has(String(event.data.paymentId)))?.data.paymentId;
  const paysFor = ({ type, data }: Vector['events'][number]) =>
    type === 'payment.succeeded' && data.paymentId === victim;
  return Object.entries(plantedBugs).map(([name, plant]) => {
    const prefix = `s${seed}${name.slice(0, 2)}`;
    // told twice by some programs
    const events = vector.events.flatMap((event) => (paysFor(event) ? plant(event) : [event]));
    const planted = { ...namespaced({ ...vector, events }, prefix), name: prefix };
    return { seed, name, prefix, delivery: { kind: 'late', shuffle: 1 }, vector: planted };
  });
}

interface Result extends Copy {
  books: Books | undefined;
  answers: Record<string, string[]>;
}

/** Plays copies side by side in one portal, pays everybody at the end, and checks the books. */
async function play(copies: readonly Copy[], stripeUrl: string) {
  await truncateAll();
  const first = copies.flatMap(({ vector }) => [
    ...vector.clicks.map((one) => one.at),
    ...vector.events.map((one) => one.timestamp),
  ]);
  const clock = first.map((at) => new Date(at).toISOString()).sort()[0] ?? '';
  const portal = await startPortal({
    databaseUrl: testDatabaseUrl,
    clock,
    env: stripeEnvironment(stripeUrl),
  });
  try {
    const { books, walk } = await walkAll(portal, copies);
    const results: Result[] = [];
    for (const copy of copies) {
      await payEverybody(portal, walk, { ...copy, books: books.get(copy.vector.name) });
    }
    await portal.moveClock((await portal.api<{ now: string }>('GET', '/sandbox/clock')).now);
    for (const copy of copies)
      results.push({
        ...copy,
        books: books.get(copy.vector.name),
        answers: await walk.answers(copy.vector, copy.prefix),
      });
    await refreshClock();
    const report = await checkBooks();
    return { results, report };
  } finally {
    await portal.stop();
  }
}

/** What is available is requested, approved and sent; who has too little is refused. */
async function payEverybody(
  portal: Portal,
  walk: Walk,
  { vector, books }: Pick<Result, 'vector' | 'books'>,
): Promise<void> {
  for (const [partnerId, handle] of walk.partnersOf(vector)) {
    if (BigInt(books?.balances[handle]?.available ?? 0) <= 0n) continue;
    await portal.api('POST', '/sandbox/stripe-accounts', { partnerId });
    const asked = await portal.call('POST', '/payouts', { partnerId });
    expect([201, 422]).toContain(asked.status);
    if (asked.status === 201) {
      const { id } = asked.body as { id: string };
      await portal.api('POST', `/payouts/${id}/approval`, {});
    }
  }
}

/** What the API said when the program was over, beside what the second reading of the rules says. */
function differences({ vector, books }: Pick<Result, 'vector' | 'books'>): string[] {
  const lines = (of: Vector['expect'] | Books | undefined) =>
    of === undefined
      ? []
      : [
          ...Object.entries(of.customers).map(([id, one]) => `customer ${id} ${JSON.stringify(sorted(one))}`),
          ...[...of.commissions]
            .sort(commissionOrder)
            .map((one) => `commission ${JSON.stringify(sorted(one))}`),
          ...Object.entries(of.balances).map(([id, one]) => `balance ${id} ${JSON.stringify(sorted(one))}`),
        ].sort();
  const [said, expected] = [new Set(lines(books)), new Set(lines(vector.expect))];
  return [
    ...[...expected].filter((line) => !said.has(line)).map((line) => `missing: ${line}`),
    ...[...said].filter((line) => !expected.has(line)).map((line) => `unexpected: ${line}`),
  ];
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

/** Commissions of payments dated before their customer's sign-up: the rules take a payment of any date, a person may wonder. */
function paidEarly({ events, expect: { commissions } }: Vector) {
  const signedUp = new Map<unknown, number>();
  const paid = new Map<unknown, { at: number; customerId: unknown }>();
  for (const { type, timestamp, data } of events) {
    const at = Date.parse(timestamp);
    if (type === 'customer.signed_up') signedUp.set((data.customer as { id: string }).id, at);
    if (type === 'payment.succeeded' && !paid.has(data.paymentId))
      paid.set(data.paymentId, { at, customerId: data.customerId });
  }
  return commissions.filter(({ cause }) => {
    const payment = cause.type === 'payment' ? paid.get(cause.id) : undefined;
    return payment && payment.at < (signedUp.get(payment.customerId) ?? payment.at);
  });
}

const seeds = Array.from({ length: count }, (_, n) => firstSeed + n);
const chunks = Array.from({ length: Math.ceil(count / SIDE_BY_SIDE) }, (_, n) =>
  seeds.slice(n * SIDE_BY_SIDE, (n + 1) * SIDE_BY_SIDE),
);
let stripe: Awaited<ReturnType<typeof startStripeServer>>;
beforeAll(async () => {
  stripe = await startStripeServer({ port: 0 });
});
afterAll(() => stripe.close());

describe.each(chunks.map((chunk) => [`${chunk[0]} to ${chunk.at(-1)}`, chunk] as const))(
  'random programs through HTTP and the database, seeds %s',
  (_name, chunk) => {
    let played: Awaited<ReturnType<typeof play>>;

    beforeAll(async () => {
      process.stdout.write(`programs of seeds ${chunk.join(' ')}\n`);
      const planted = chunk[0] === firstSeed ? plantedCopies(firstSeed) : [];
      played = await play([...chunk.flatMap(copiesOf), ...planted], stripe.url);
      const { checked } = played.report;
      process.stdout.write(`checked: ${checked.map(({ check, rows }) => `${check} ${rows}`).join(', ')}\n`);
    }, 4 * 3_600_000);

    it('the check of the books finds nothing, and wonders only about what was paid before its customer signed up', () => {
      const { findings } = played.report;
      expect(findings.filter(({ check }) => check !== 'rows.payment_order')).toEqual([]);
      const early = played.results.flatMap(({ vector }) => paidEarly(vector));
      expect(findings.map(({ severity }) => severity)).toEqual(early.map(() => 'warning'));
      expect(booksAreRight(played.report)).toBe(true);
    });

    it.each(chunk)('program %i: however it is delivered, the API says what the rules say', (seed) => {
      const own = played.results.filter((one) => one.seed === seed && !(one.name in plantedBugs));
      expect(own).toHaveLength(4);
      for (const result of own) expect(differences(result), `seed ${seed}, ${result.name}`).toEqual([]);
    });

    it.each(chunk)('program %i: and the same to the letter, after everybody was paid', (seed) => {
      const own = played.results.filter((one) => one.seed === seed && !(one.name in plantedBugs));
      for (const result of own)
        expect(result.answers, `seed ${seed}, ${result.name}`).toEqual(own[0]?.answers);
    });

    it.runIf(chunk[0] === firstSeed).each(Object.keys(plantedBugs))(
      'a payment that is %s is noticed',
      (bug) => {
        const planted = played.results.find((one) => one.name === bug);
        const whole = played.results.find((one) => one.seed === firstSeed);
        expect(planted && differences(planted)).not.toEqual([]);
        expect(planted?.answers).not.toEqual(whole?.answers);
      },
    );
  },
);
