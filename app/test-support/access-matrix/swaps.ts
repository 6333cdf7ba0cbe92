import { z } from 'zod';
import type { Random } from '~/kernel/random';
import { operations } from '~/routes/api/operations';
import { addressOf } from './addresses';
import { type Asked, ask, type Planted } from './ask';
import { formOf } from './forms';
import { changedTables } from './rows';
import type { Rule } from './rules';
import { rules } from './rules';
import type { Kind, World, WorldIds } from './world';

/** A request of one workspace with ids of another in it. */
export interface Swap {
  asked: Asked;
  /** "POST /links/:id/archival: path link" */
  what: string;
  /** its address names something of the other workspace: it must find nothing */
  inPath: boolean;
}

/** Which kinds of ids something is made of. */
function kindsIn(make: (ids: WorldIds) => unknown, ids: WorldIds): Kind[] {
  const used = new Set<Kind>();
  make(
    new Proxy(ids, {
      get: (target, kind: Kind) => {
        used.add(kind);
        return target[kind];
      },
    }),
  );
  return [...used];
}

/** What parameters and fields of ids are called, here and there. */
const names: Readonly<Record<string, Kind>> = {
  ...{ partnerId: 'partner', partner: 'partner', workspace: 'partner', agency: 'partner', handle: 'handle' },
  ...{
    userId: 'member',
    member: 'member',
    owner: 'owner',
    id: 'project',
    projectId: 'project',
    client: 'project',
  },
  ...{
    template: 'template',
    templateId: 'template',
    configuration: 'configuration',
    configurations: 'configuration',
  },
  ...{
    configurationId: 'configuration',
    run: 'run',
    undoes: 'run',
    handoff: 'handoff',
    handoffId: 'handoff',
  },
  ...{ reservation: 'reservation', invitationId: 'memberInvitation', linkId: 'link', link: 'link' },
  ...{
    customerId: 'customer',
    customer: 'customer',
    commissionId: 'commission',
    payout: 'payout',
    after: 'project',
  },
  ...{ conflict: 'conflict', disputeId: 'dispute', keyId: 'apiKey', cursor: 'link', search: 'customer' },
};

interface Line {
  line: string;
  method: Asked['method'];
  /** of the table, or below /api/v1 */
  route: string;
  isApi: boolean;
  /** what a call's query and body may hold */
  parameters: string[];
}

/** What a page would call it that asked for somebody else's. */
const likely = ['partnerId', 'workspace', 'id', 'projectId', 'customerId', 'template', 'cursor'];

const keysOf = (schema: unknown) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
const swappable = (rule: Rule) => rule !== 'away' && rule !== 'account' && rule !== 'token';
const isEnding = (line: string) => /archival|departure|removal|revocation|undo|cancellation|end$/.test(line);

/** Everything a workspace's owner and key can ask for. */
export const swappedLines: readonly Line[] = [
  ...Object.entries(rules)
    .filter(([, rule]) => swappable(rule))
    .map(([line]) => {
      const [method, route] = line.split(' ') as [Asked['method'], string];
      return { line, method, route, isApi: false, parameters: likely };
    }),
  ...operations
    .filter(({ admin }) => !admin)
    .map(({ method, path, query, body }) => ({
      ...{ line: `${method} ${path}`, method, route: path, isApi: true },
      parameters: [...keysOf(query), ...keysOf(body)].filter((name) => name in names),
    })),
];

/** One at random. Mostly ids of the same kind change places, sometimes of another. */
export function randomSwap(random: Random, mine: World, theirs: World, lines = swappedLines): Swap {
  const { line, method, route, isApi, parameters } = random.pick(lines);
  const pathOf = (ids: WorldIds) => addressOf(route, ids, mine.secrets);
  const inPath = kindsIn(pathOf, mine.ids);
  const inForm = method === 'GET' ? [] : kindsIn((ids) => formOf(line, ids), mine.ids);
  const other = (kind: Kind) =>
    theirs.ids[random.chance(0.85) ? kind : random.pick(Object.keys(theirs.ids) as Kind[])];
  const mixed = (kinds: readonly Kind[]): WorldIds => ({
    ...mine.ids,
    ...Object.fromEntries(kinds.map((kind) => [kind, other(kind)])),
  });
  const some = (kinds: readonly Kind[]) => {
    const chosen = kinds.filter(() => random.chance(0.6));
    return chosen.length > 0 ? chosen : [random.pick(kinds)];
  };
  const swapsPath = inPath.length > 0 && (isEnding(line) || random.chance(0.5));
  const pathKinds = swapsPath ? some(inPath) : [];
  const formKinds = inForm.length > 0 && (!swapsPath || random.chance(0.3)) ? some(inForm) : [];
  const adds = !swapsPath && formKinds.length === 0 ? 1 + random.below(3) : random.chance(0.2) ? 1 : 0;
  const vocabulary = parameters.length > 0 && random.chance(0.7) ? parameters : Object.keys(names);
  const added = Object.fromEntries(
    Array.from({ length: adds }, () => random.pick(vocabulary)).map((name) => [
      name,
      other(names[name] ?? 'partner'),
    ]),
  );
  const query = method === 'GET' || random.chance(0.3) ? `?${new URLSearchParams(added)}` : '';
  const form = { ...formOf(line, mixed(formKinds)), ...(query ? {} : added) };
  const url = `${isApi ? '/api/v1' : ''}${pathOf(mixed(pathKinds))}${query}`;
  const body = method === 'GET' ? {} : isApi ? { json: form } : { fields: form };
  return {
    asked: { method, url, ...(isApi ? { key: mine.key } : { cookie: mine.cookies.owner }), ...body },
    what: `${line}: path ${pathKinds} form ${formKinds} more ${Object.keys(added)}`,
    inPath: pathKinds.length > 0,
  };
}

/** Sends it. @returns what is wrong, in words; nothing when nothing is */
export async function trySwap(
  swap: Swap,
  { theirs, rows, planted }: { theirs: World; rows: Rows; planted?: Planted },
): Promise<string[]> {
  const { status, text } = await ask(swap.asked, planted);
  const wrong: string[] = [];
  if (text.includes(theirs.mark)) wrong.push('shows what is not theirs');
  if (swap.inPath && status < 400) wrong.push(`finds what is not theirs: ${status}`);
  if (status >= 500) wrong.push(`fails: ${status}`);
  const tables = await rows.changed();
  if (tables.length > 0) wrong.push(`changes ${tables.join(', ')}`);
  return wrong.map((each) => `${swap.what} (${swap.asked.method} ${swap.asked.url}) ${each}`);
}

/** The rows of a workspace between one request and the next. */
export class Rows {
  private constructor(
    private readonly read: () => Promise<Map<string, string>>,
    private last: Map<string, string>,
  ) {}

  static async of(read: () => Promise<Map<string, string>>): Promise<Rows> {
    return new Rows(read, await read());
  }

  /** Tables that differ from the last time. */
  async changed(): Promise<string[]> {
    const now = await this.read();
    const tables = changedTables(this.last, now);
    this.last = now;
    return tables;
  }
}
