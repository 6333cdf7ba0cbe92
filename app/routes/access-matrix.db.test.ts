import { beforeAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();

const { operations } = await import('~/routes/api/operations');
const { addressOf, namesSomething, sortedRoutes } = await import('~/test-support/access-matrix/addresses');
const { formOf } = await import('~/test-support/access-matrix/forms');
const { ask, moduleOf } = await import('~/test-support/access-matrix/ask');
const { changedTables, rowsNaming } = await import('~/test-support/access-matrix/rows');
const { expected, PRINCIPALS, rules, verdictOf } = await import('~/test-support/access-matrix/rules');
const { Rows, randomSwap, swappedLines, trySwap } = await import('~/test-support/access-matrix/swaps');
const { makeWorld } = await import('~/test-support/access-matrix/world');
const { setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { randomFrom } = await import('~/kernel/random');
const { ownerPool } = await import('~/test-support/db');
const { adminKey } = await import('~/test-support/api');
const { makeAdmin, signedInCookie, signUp } = await import('~/test-support/builders/people');
type Principal = (typeof PRINCIPALS)[number];
type Planted = import('~/test-support/access-matrix/ask').Planted;
type World = Awaited<ReturnType<typeof makeWorld>>;

// The full count: SWAPS=2000 npx vitest run --project db app/routes/access-matrix.db.test.ts (SWAP_SEED for others)
const SWAPS = Number(process.env.SWAPS ?? 60);
/** so many with one pair of workspaces */
const ROUND = 100;
const SEED = Number(process.env.SWAP_SEED ?? 1);

let ours: World;
let theirs: World;
let cookies: Record<Principal, string>;

beforeAll(async () => {
  await setClock({ at: Date.parse('2026-03-10T12:00:00Z'), running: false });
  [ours, theirs] = [await makeWorld('a'), await makeWorld('b')];
  const admin = await makeAdmin();
  const client = await signUp();
  // a person with an account who belongs to nothing
  await db.partnerMember.updateMany({
    where: { userId: client.userId },
    data: { leftAt: new Date(Date.now() + 60_000) },
  });
  cookies = {
    ...{ nobody: '', ...ours.cookies, other: theirs.cookies.owner },
    client: await signedInCookie({ id: client.userId, role: 'partner' }),
    admin: await signedInCookie({ id: admin.userId, role: 'admin' }),
  };
  return () => stripe.close();
}, 120_000);

const { workspace, admin, api } = sortedRoutes();

/** "GET /links": what the modules of the table export. */
async function served(routes: typeof workspace): Promise<string[]> {
  const each = routes.map(async ({ path, file }) => {
    const { loader, action } = await moduleOf(file);
    return [...(loader ? [`GET ${path}`] : []), ...(action ? [`POST ${path}`] : [])];
  });
  return (await Promise.all(each)).flat();
}

/** What comes to an end is ended last, so that the lines before it have something to look at. */
const isEnding = (line: string) => /archival|departure|removal|revocation|undo|cancellation/.test(line);
const lines = Object.keys(rules).sort((a, b) => Number(isEnding(a)) - Number(isEnding(b)));

/** Sending one again gives it another id. */
async function openInvitationOf(partnerId: string): Promise<string> {
  const open = await db.emailToken.findFirst({ where: { partnerId, kind: 'invite_member', usedAt: null } });
  return open?.id ?? 'none';
}

describe('every address of a workspace', () => {
  it('has a line in the table of who may use it, and every line an address', async () => {
    expect((await served(workspace)).sort()).toEqual(Object.keys(rules).sort());
  });

  it.each(lines)('%s is for whom it is for', async (line) => {
    const [method, route] = line.split(' ') as ['GET' | 'POST', string];
    const rule = rules[line] ?? 'owner';
    ours.ids.memberInvitation = await openInvitationOf(ours.ids.partner);
    const url = addressOf(route, ours.ids, ours.secrets);
    const found: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    const refused = (who: Principal) => expected(rule, who, namesSomething(route)) !== 'in';
    const all = Object.values(ours.ids);
    const before = await rowsNaming(all);
    const send = async (who: Principal) => {
      // another agency's owner sends a form of the own workspace to an address of ours
      const fields = formOf(line, who === 'other' && namesSomething(route) ? theirs.ids : ours.ids);
      const answer = await ask({ method, url, cookie: cookies[who], fields });
      found[who] = verdictOf(answer);
      wanted[who] = expected(rule, who, namesSomething(route));
      const isStranger = who === 'nobody' || who === 'other' || who === 'client';
      if (isStranger && rule !== 'token') {
        expect(answer.text.includes(ours.mark), `${who} reads of it`).toBe(false);
      }
    };
    // who is refused comes first, and must change nothing
    for (const who of PRINCIPALS.filter(refused)) await send(who);
    expect(changedTables(before, await rowsNaming(all))).toEqual([]);
    for (const who of PRINCIPALS.filter((each) => !refused(each))) await send(who);
    expect(found).toEqual(wanted);
  });
});

describe('every address of admins', () => {
  it('is not there for anybody else', async () => {
    for (const line of await served(admin)) {
      const [method, route] = line.split(' ') as ['GET' | 'POST', string];
      const url = addressOf(route.replace('/admin', ''), ours.ids, ours.secrets);
      for (const who of PRINCIPALS) {
        if (who === 'admin') continue;
        const answer = await ask({ method, url: `/admin${url === '/' ? '' : url}`, cookie: cookies[who] });
        const right = { nobody: 'login' }[who as string] ?? 'missing';
        expect(`${line} ${who}: ${verdictOf(answer)}`).toBe(`${line} ${who}: ${right}`);
        expect(answer.text).not.toContain(ours.mark);
      }
    }
  });
});

describe('every call of the API', () => {
  const calls = operations.map((operation) => ({ operation, name: `${operation.method} ${operation.path}` }));

  it('has a route', () => {
    const paths = new Set(
      calls.map(({ operation }) => `/api/v1${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const documented = api.map(({ path }) => path).filter((path) => !/openapi|\*/.test(path));
    expect([...paths].sort()).toEqual([...new Set(documented)].sort());
  });

  it.each(calls)('$name is for keys that may', async ({ operation }) => {
    const { method, path } = operation;
    const url = `/api/v1${addressOf(path, ours.ids, ours.secrets)}`;
    const json = method === 'GET' ? undefined : formOf(`${method} ${path}`, theirs.ids);
    for (const cookie of Object.values(cookies)) {
      expect(verdictOf(await ask({ method, url, cookie, json }))).toBe('unauthorized');
    }
    const stranger = await ask({ method, url, key: theirs.key, json });
    expect(stranger.text).not.toContain(ours.mark);
    const right =
      operation.admin || isForAdmins(operation) ? 'forbidden' : namesSomething(path) ? 'missing' : 'in';
    expect(verdictOf(stranger)).toBe(right);
    if (method === 'GET') {
      const own = operation.admin ? 'forbidden' : 'in';
      expect(verdictOf(await ask({ method, url, key: ours.key }))).toBe(own);
      const { key } = await adminKey();
      expect(['in', 'missing']).toContain(verdictOf(await ask({ method, url, key })));
    }
  });
});

/** What a partner's key lacks the scope for, though the operation is not an admin's alone. */
function isForAdmins({ scope }: { scope: string }): boolean {
  return scope === 'payouts:approve' || scope === 'sandbox';
}

describe('ids of one workspace in requests of another', () => {
  let round = 0;

  /**
   * Half of them by each of two workspaces made for it: their own requests rename what is in them, and what is renamed would not be known again
   * where it does not belong. What was wrong.
   */
  async function swap(count: number, options: { lines?: typeof swappedLines; planted?: Planted } = {}) {
    round += 1;
    const [a, b] = [await makeWorld(`c${round}`), await makeWorld(`d${round}`)];
    const random = randomFrom(SEED + round);
    const wrong: string[] = [];
    for (const [mine, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const rows = await Rows.of(() => rowsNaming(Object.values(other.ids)));
      for (let n = 0; n < count / 2; n++) {
        // limits of how often would hide what comes after them
        if (n % 20 === 0) await ownerPool.query('delete from rate_limit');
        const one = randomSwap(random, mine, other, options.lines);
        wrong.push(...(await trySwap(one, { theirs: other, rows, ...options })));
      }
    }
    return wrong;
  }

  it(`${SWAPS} swaps show nothing and change nothing`, { timeout: 60_000 + SWAPS * 2_000 }, async () => {
    for (let done = 0; done < SWAPS; done += ROUND)
      expect(await swap(Math.min(ROUND, SWAPS - done))).toEqual([]);
  });

  // What turns the test above red: a loader and an action that forget the workspace, and one that believes a parameter.
  const planted: Planted = {
    '/clients/:id': {
      loader: ({ params }) => db.clientProject.findUnique({ where: { id: params.id ?? '' } }),
    },
    '/links/:id/archival': {
      action: async ({ params }) => {
        await db.link.updateMany({ where: { id: params.id ?? '' }, data: { label: 'mine now' } });
        return new Response('There is no such link.', { status: 404 });
      },
    },
    '/clients': {
      loader: async ({ request }) => {
        const partnerId = new URL(request.url).searchParams.get('partnerId') ?? '';
        return db.clientProject.findMany({ where: { partnerId } });
      },
    },
  };

  it.each([
    ['GET /clients/:id', /shows what is not theirs/],
    ['POST /links/:id/archival', /changes link$/],
    ['GET /clients', /more .*partnerId.* shows what is not theirs/],
  ])(
    'a mistake in %s is found',
    async (line, words) => {
      const wrong = await swap(40, { planted, lines: swappedLines.filter((each) => each.line === line) });
      expect(wrong.filter((each) => words.test(each)).length).toBeGreaterThan(0);
    },
    120_000,
  );
});
