import { randomFrom } from '~/kernel/random';
import { DAY_MS } from '~/kernel/time';
import { listAll, type Portal } from './portal';
import type { Vector } from './vector';

interface Money {
  amount: string;
  currency: string;
}

interface ApiCustomer {
  externalId: string;
  stage: string;
  milestones: Record<string, string | null>;
  referral: { partnerId?: string; channel?: string; reason: string; clickId: string | null } | null;
}

interface ApiCommission {
  partnerId: string;
  customerId: string | null;
  reward: string;
  cause: { type: string; id: string; slice?: number };
  basis: Money | null;
  uncapped: Money;
  amount: Money;
  reversed: Money;
  status: string;
  month: string | null;
  accruedAt: string | null;
  vestedAt: string | null;
  releasedAt: string | null;
}

/**
 * How events are delivered: as they happen; all together when the vector ends, in another order and some of them twice; or each some days after
 * it happened, and some of them again later.
 * @param everyDays what arrives is gathered for so many days, so that many programs can be walked side by side; absent: each at its instant
 */
export type Delivery =
  | { kind: 'in_time'; everyDays?: number }
  | { kind: 'late'; shuffle: number }
  | { kind: 'delayed'; shuffle: number; upToDays: number; everyDays: number };

const freeMail = /@gmail\.com$/;

/**
 * A vector under names of its own, so that all of them can live side by side in one program: partners, customers, domains, visitors,
 * clicks, payments and subscriptions get the prefix, free-mail domains stay what they are.
 */
export function namespaced(vector: Vector, prefix: string): Vector {
  const own = (text: string) => `${prefix}-${text}`;
  const named = new Set([
    'id',
    'customerId',
    'paymentId',
    'refundId',
    'disputeId',
    'subscriptionId',
    'partnerHandle',
    'visitorId',
    'clickId',
    'domain',
    'partner',
    'handle',
  ]);
  const address = (email: string) => (freeMail.test(email) ? own(email) : email.replace('@', `@${prefix}-`));
  const walk = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string')
      return key === 'email' ? address(value) : named.has(key) ? own(value) : value;
    if (Array.isArray(value)) return value.map((item) => walk(item));
    if (value === null || typeof value !== 'object') return value;
    const keyed = key === 'customers' || key === 'balances';
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [keyed ? own(name) : name, walk(item, name)]),
    );
  };
  return walk(vector) as Vector;
}

/** What the REST API said of one vector when its time was over. */
export type Books = Pick<Vector['expect'], 'commissions' | 'balances'> & {
  customers: Record<string, unknown>;
};

interface Step {
  at: number;
  /** at one instant: clicks, events, then the end */
  order: number;
  run: () => Promise<void>;
}

/** Plays vectors side by side through the portal's HTTP doors and reads the books of each at its end. */
export async function walkVectors(
  portal: Portal,
  vectors: readonly Vector[],
  delivery: Delivery,
): Promise<Map<string, Books>> {
  const { books } = await walkAll(
    portal,
    vectors.map((vector) => ({ vector, delivery })),
  );
  return books;
}

/** Plays one vector. @returns its partners: our id -> handle */
export async function walkProgram(
  portal: Portal,
  vector: Vector,
  delivery: Delivery,
): Promise<{ partnerOf: ReadonlyMap<string, string> }> {
  return (await walkAll(portal, [{ vector, delivery }])).walk;
}

/** Plays vectors side by side, each delivered in its own way. */
export async function walkAll(
  portal: Portal,
  wanted: ReadonlyArray<{ vector: Vector; delivery: Delivery }>,
): Promise<{ books: Map<string, Books>; walk: Walk }> {
  const walk = new Walk(portal);
  const books = new Map<string, Books>();
  const steps: Step[] = [];
  for (const { vector, delivery } of wanted) {
    const codes = await walk.enrol(vector);
    for (const click of vector.clicks)
      steps.push({ at: Date.parse(click.at), order: 0, run: () => walk.click(click, codes) });
    for (const { at, event } of arrivals(vector, delivery))
      steps.push({ at, order: 1, run: () => walk.send(event, idOf(vector, event)) });
    const end = async () => {
      if (delivery.kind === 'late') await walk.sendShuffled(vector, delivery.shuffle);
      await portal.moveClock(vector.until);
      books.set(vector.name, await walk.read(vector));
    };
    steps.push({ at: Date.parse(vector.until), order: 2, run: end });
  }
  steps.sort((a, b) => a.at - b.at || a.order - b.order);
  let clock = Number.NEGATIVE_INFINITY;
  while (steps[0]) {
    const { at, order, run } = steps[0];
    if (at > clock) await portal.moveClock(new Date(at).toISOString());
    clock = at;
    // a click waits for the one before it, which of two came last may count; events may come side by side
    const together = order === 1 ? steps.findIndex((step) => step.at !== at || step.order !== 1) : 1;
    const now = steps.splice(0, together < 0 ? steps.length : together);
    if (order === 1)
      await inBatches(
        now.map((step) => step.run),
        SIDE_BY_SIDE,
      );
    else await run();
  }
  return { books, walk };
}

const SIDE_BY_SIDE = 8;

async function inBatches(work: ReadonlyArray<() => Promise<void>>, size: number): Promise<void> {
  for (let from = 0; from < work.length; from += size)
    await Promise.all(work.slice(from, from + size).map((run) => run()));
}

/** What is delivered before the end, and when. */
function arrivals(
  vector: Vector,
  delivery: Delivery,
): Array<{ at: number; event: Vector['events'][number] }> {
  if (delivery.kind === 'late') return [];
  const until = Date.parse(vector.until);
  const grid = (delivery.everyDays ?? 0) * DAY_MS;
  const gathered = (at: number) => Math.min(until, grid === 0 ? at : Math.ceil(at / grid) * grid);
  const happened = vector.events.map((event) => ({ at: gathered(Date.parse(event.timestamp)), event }));
  if (delivery.kind === 'in_time') return happened;
  const random = randomFrom(delivery.shuffle);
  const later = (at: number) => gathered(at + random.below(delivery.upToDays + 1) * DAY_MS);
  const once = happened.map(({ at, event }) => ({ at: later(at), event }));
  const again = once.filter(() => random.chance(0.2)).map(({ at, event }) => ({ at: later(at), event }));
  return random.shuffle([...once, ...again]);
}

/** The same event has the same webhook id, whenever and however often it comes. */
const idOf = (vector: Vector, event: Vector['events'][number]) =>
  `${vector.name}-${vector.events.indexOf(event)}`;

export class Walk {
  readonly partnerOf = new Map<string, string>();
  private readonly given = new Map<string, string>();
  private readonly clickOf = new Map<string, string>();

  constructor(private readonly portal: Portal) {}

  /** Partners, and a link for each source somebody clicks. @returns codes by `${partner} ${source}` */
  async enrol(vector: Vector): Promise<Map<string, string>> {
    const codes = new Map<string, string>();
    for (const { handle, kind, terms, rateBps } of vector.partners) {
      const body = {
        handle,
        kind,
        terms,
        name: handle,
        email: `${handle}@partner.test`,
        ...(rateBps ? { rateBps } : {}),
      };
      const { id } = await this.portal.api<{ id: string }>('POST', '/partners', body);
      this.partnerOf.set(id, handle);
      for (const source of new Set(
        vector.clicks.filter((one) => one.partner === handle).map((one) => one.source ?? 'direct_link'),
      )) {
        const link = {
          partnerId: id,
          code: `${handle}-${source}`,
          destination: 'https://emdash.dev/',
          source,
        };
        codes.set(
          `${handle} ${source}`,
          (await this.portal.api<{ code: string }>('POST', '/links', link)).code,
        );
      }
    }
    return codes;
  }

  async click(click: Vector['clicks'][number], codes: ReadonlyMap<string, string>): Promise<void> {
    const code = codes.get(`${click.partner} ${click.source ?? 'direct_link'}`);
    const who = click.partner === null ? { imRef: click.id } : { code };
    const answer = await fetch(`${this.portal.url}/api/click`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0',
      },
      body: JSON.stringify({ ...who, visitorId: click.visitorId, url: 'https://emdash.dev/' }),
    });
    if (answer.status !== 201) throw new Error(`POST /api/click: ${answer.status} ${await answer.text()}`);
    const { clickId } = (await answer.json()) as { clickId: string };
    this.given.set(click.id, clickId);
    this.clickOf.set(clickId, click.id);
  }

  /** Sends an event with the click id the portal gave in place of the vector's own. */
  async send(event: Vector['events'][number], id?: string): Promise<void> {
    const { clickId } = event.data;
    const data =
      typeof clickId === 'string'
        ? { ...event.data, clickId: this.given.get(clickId) ?? clickId }
        : event.data;
    const status = await this.portal.send({ ...event, data }, id ? { id } : {});
    if (status >= 300) throw new Error(`${event.type} was answered ${status}`);
  }

  /** Every event in another order, a fifth of them twice. */
  async sendShuffled(vector: Vector, shuffle: number): Promise<void> {
    const random = randomFrom(shuffle);
    const again = vector.events.filter(() => random.chance(0.2));
    const deliveries = random.shuffle([...vector.events, ...again]);
    await inBatches(
      deliveries.map((event) => () => this.send(event, idOf(vector, event))),
      SIDE_BY_SIDE,
    );
  }

  /** What the API says of a vector's partners and customers, in the words of the vectors. */
  async read(vector: Vector): Promise<Books> {
    const customers = await listAll<ApiCustomer>(this.portal, '/customers');
    const own = new Set(Object.keys(vector.expect.customers));
    const books: Books = { customers: {}, commissions: [], balances: {} };
    for (const { externalId, stage, milestones, referral } of customers) {
      if (own.has(externalId))
        books.customers[externalId] = { stage, milestones, referral: this.referral(referral) };
    }
    for (const [id, handle] of this.partnerOf) {
      if (!vector.partners.some((partner) => partner.handle === handle)) continue;
      const balance = await this.portal.api<Record<'accrued' | 'pending' | 'available', Money>>(
        'GET',
        `/balance?partnerId=${id}`,
      );
      const { accrued, pending, available } = balance;
      books.balances[handle] = {
        accrued: accrued.amount,
        pending: pending.amount,
        available: available.amount,
      };
      const commissions = await listAll<ApiCommission>(this.portal, `/commissions?partnerId=${id}`);
      books.commissions.push(
        ...commissions.map((commission) => ({
          partner: handle,
          customerId: commission.customerId,
          reward: commission.reward,
          cause: commission.cause,
          month: commission.month,
          basis: commission.basis?.amount ?? null,
          uncapped: commission.uncapped.amount,
          amount: commission.amount.amount,
          reversed: commission.reversed.amount,
          status: commission.status,
          accruedAt: commission.accruedAt,
          vestedAt: commission.vestedAt,
          releasedAt: commission.releasedAt,
        })),
      );
    }
    return books;
  }

  /**
   * Everything the API says of a vector's customers, commissions and balances; our ids in the vector's words, its prefix taken off. What says when
   * the portal got to know of something is left out.
   */
  async answers(vector: Vector, prefix: string): Promise<Record<string, string[]>> {
    const spelled = (answer: unknown) => {
      let text = JSON.stringify(answer, (key, value) =>
        key === 'createdAt' || (key === 'id' && /^(com|cus)_/.test(String(value))) ? undefined : value,
      );
      for (const [ours, theirs] of [...this.partnerOf, ...this.clickOf]) text = text.replaceAll(ours, theirs);
      return text.replaceAll(`${prefix}-`, '');
    };
    const own = new Set(Object.keys(vector.expect.customers));
    const customers = await listAll<ApiCustomer>(this.portal, '/customers');
    const answers: Record<string, string[]> = {
      customers: customers.filter((one) => own.has(one.externalId)).map(spelled),
    };
    for (const [id, handle] of this.partnersOf(vector)) {
      const name = handle.replace(`${prefix}-`, '');
      answers[`commissions of ${name}`] = (await listAll(this.portal, `/commissions?partnerId=${id}`)).map(
        spelled,
      );
      answers[`balance of ${name}`] = [spelled(await this.portal.api('GET', `/balance?partnerId=${id}`))];
    }
    return Object.fromEntries(Object.entries(answers).map(([what, lines]) => [what, lines.sort()]));
  }

  /** Our id and handle of a vector's partners. */
  partnersOf(vector: Vector): Array<[id: string, handle: string]> {
    const handles = new Set(vector.partners.map((partner) => partner.handle));
    return [...this.partnerOf].filter(([, handle]) => handles.has(handle));
  }

  private referral(referral: ApiCustomer['referral']): unknown {
    if (!referral) return null;
    const clickId = referral.clickId ? (this.clickOf.get(referral.clickId) ?? referral.clickId) : null;
    return referral.partnerId
      ? { partner: this.partnerOf.get(referral.partnerId), reason: referral.reason, clickId }
      : { channel: referral.channel, reason: referral.reason, clickId };
  }
}
