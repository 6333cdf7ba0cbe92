import { servedRoutes } from './ask';
import type { World, WorldIds } from './world';

/** The id that stands after a segment of an address. */
const after: Readonly<Record<string, keyof WorldIds>> = {
  links: 'link',
  referrals: 'customer',
  customers: 'customer',
  commissions: 'commission',
  payouts: 'payout',
  partners: 'partner',
  clients: 'project',
  configurations: 'configuration',
  templates: 'template',
  updates: 'run',
  handoffs: 'handoff',
  reservations: 'reservation',
  // a dispute is opened of a conflict
  disputes: 'conflict',
  members: 'member',
};
/** What is no id of anybody's. */
const constants: Readonly<Record<string, string>> = {
  versions: '1',
  statements: '2026-03',
  'year-totals': '2026',
  terms: 'agency',
};

/** The address of a route for objects of a workspace: "/clients/:id" or, as the API writes it, "/links/{id}". */
export function addressOf(route: string, ids: WorldIds, secrets: World['secrets']): string {
  const parts = route.split('/');
  return parts
    .map((part, index) => {
      if (!/^[:{]/.test(part)) return part;
      const before = parts[index - 1] ?? '';
      if (part === ':token') return before === 'invitations' ? secrets.memberInvitation : secrets.handoff;
      if (before === 'invitations') return ids.memberInvitation;
      const kind = after[before];
      if (kind) return encodeURIComponent(ids[kind]);
      const constant = constants[before] ?? 'none';
      return part === ':file' ? `${constant}.csv` : constant;
    })
    .join('/');
}

/** Whether an address names an object of a workspace. */
export function namesSomething(route: string): boolean {
  const parts = route.split('/');
  return parts.some((part, index) => {
    const before = parts[index - 1] ?? '';
    return /^[:{]/.test(part) && part !== ':token' && (before === 'invitations' || before in after);
  });
}

/** Addresses that are nobody's in particular, or whose callers prove themselves otherwise; each has tests of its own. */
const elsewhere = [
  /^\/$/,
  /^\/(docs|verify|theme|join|login|logout|forgot|reset-password|verify-email|step-up|ref\.js|healthz|readyz|metrics)$/,
  /^\/(r\/:code|api\/click|api\/docs|\.well-known\/.*|sandbox\/mailbox.*|webhooks\/(stripe|product))$/,
];

/** The addresses of the table, sorted by who they are for. */
export function sortedRoutes() {
  const isApi = (path: string) => path.startsWith('/api/v1/');
  const isAdmin = (path: string) => path === '/admin' || path.startsWith('/admin/');
  const isPublic = (path: string) => elsewhere.some((pattern) => pattern.test(path));
  return {
    admin: servedRoutes.filter(({ path }) => isAdmin(path)),
    api: servedRoutes.filter(({ path }) => isApi(path)),
    workspace: servedRoutes.filter(({ path }) => !isAdmin(path) && !isApi(path) && !isPublic(path)),
  };
}
