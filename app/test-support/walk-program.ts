import { randomFrom } from '~/kernel/random';
import { listAll, type Portal } from './portal';
import type { RandomProgram } from './random-program';

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

/** How a program's events are delivered: as they happen, or all afterwards in another order with some of them twice. */
export type Delivery = { kind: 'in_time' } | { kind: 'late'; shuffle: number };

/** The ids the portal gave, back to those of the program. */
export interface Walked {
  partnerOf: Map<string, string>;
  clickOf: Map<string, string>;
}

/** Plays a program through the portal's HTTP doors: partners and links by the API, clicks by the click API, events by the webhook. */
export async function walkProgram(
  portal: Portal,
  program: RandomProgram,
  delivery: Delivery,
): Promise<Walked> {
  const partnerOf = new Map<string, string>();
  const clickOf = new Map<string, string>();
  const given = new Map<string, string>();
  const codes = new Map<string, string>();
  for (const { handle, kind, terms, rateBps } of program.partners) {
    const body = {
      handle,
      kind,
      terms,
      name: handle,
      email: `${handle}@partner.test`,
      ...(rateBps ? { rateBps } : {}),
    };
    const { id } = await portal.api<{ id: string }>('POST', '/partners', body);
    partnerOf.set(id, handle);
    for (const source of ['content', 'agency', 'direct_link'] as const) {
      if (
        !program.clicks.some(
          (click) => click.partner === handle && (click.source ?? 'direct_link') === source,
        )
      )
        continue;
      const link = { partnerId: id, code: `${handle}-${source}`, destination: 'https://emdash.dev/', source };
      codes.set(`${handle} ${source}`, (await portal.api<{ code: string }>('POST', '/links', link)).code);
    }
  }
  const steps = [
    ...program.clicks.map((click) => ({ at: Date.parse(click.at), click, event: null })),
    ...(delivery.kind === 'in_time'
      ? program.events.map((event) => ({ at: Date.parse(event.timestamp), click: null, event }))
      : []),
  ].sort((a, b) => a.at - b.at || Number(a.click === null) - Number(b.click === null));
  let clock = Number.NEGATIVE_INFINITY;
  for (const { at, click, event } of steps) {
    if (at > clock) await portal.moveClock(new Date(at).toISOString());
    clock = at;
    if (event) await portal.send(translate(event, given));
    if (!click) continue;
    const who =
      click.partner === null
        ? { imRef: click.id }
        : { code: codes.get(`${click.partner} ${click.source ?? 'direct_link'}`) };
    const id = await clickThrough(portal, { ...who, visitorId: click.visitorId });
    given.set(click.id, id);
    clickOf.set(id, click.id);
  }
  await portal.moveClock(program.until);
  if (delivery.kind === 'late') {
    const random = randomFrom(delivery.shuffle);
    const again = program.events.filter(() => random.chance(0.2));
    for (const event of random.shuffle([...program.events, ...again])) {
      // the same event has the same webhook id, whenever it comes
      await portal.send(translate(event, given), { id: `evt_${program.events.indexOf(event)}` });
    }
    await portal.moveClock(program.until);
  }
  return { partnerOf, clickOf };
}

async function clickThrough(portal: Portal, click: Record<string, unknown>): Promise<string> {
  const answer = await fetch(`${portal.url}/api/click`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0',
    },
    body: JSON.stringify({ ...click, url: 'https://emdash.dev/' }),
  });
  if (answer.status !== 201) throw new Error(`POST /api/click: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { clickId: string }).clickId;
}

/** An event with the click ids the portal gave in place of the program's own. */
function translate(
  event: RandomProgram['events'][number],
  given: Map<string, string>,
): RandomProgram['events'][number] {
  const { clickId } = event.data;
  if (typeof clickId !== 'string') return event;
  return { ...event, data: { ...event.data, clickId: given.get(clickId) ?? clickId } };
}

/** What the REST API says, in the words of the vectors. */
export async function readBooks(portal: Portal, { partnerOf, clickOf }: Walked) {
  const customers = await listAll<ApiCustomer>(portal, '/customers');
  const commissions = await listAll<ApiCommission>(portal, '/commissions');
  const balances: Record<string, Record<'accrued' | 'pending' | 'available', string>> = {};
  for (const [id, handle] of partnerOf) {
    const balance = await portal.api<Record<'accrued' | 'pending' | 'available', Money>>(
      'GET',
      `/balance?partnerId=${id}`,
    );
    balances[handle] = {
      accrued: balance.accrued.amount,
      pending: balance.pending.amount,
      available: balance.available.amount,
    };
  }
  return {
    customers: Object.fromEntries(
      customers.map(({ externalId, stage, milestones, referral }) => {
        const clickId = referral?.clickId ? (clickOf.get(referral.clickId) ?? referral.clickId) : null;
        const credited = referral?.channel
          ? { channel: referral.channel, reason: referral.reason, clickId }
          : { partner: partnerOf.get(referral?.partnerId ?? ''), reason: referral?.reason, clickId };
        return [externalId, { stage, milestones, referral: referral ? credited : null }];
      }),
    ),
    commissions: commissions.map((commission) => ({
      partner: partnerOf.get(commission.partnerId) ?? '',
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
    balances,
  };
}
