import routeTable from '~/routes';

type Handler = (args: {
  request: Request;
  params: Record<string, string>;
  context: { ip: string };
}) => unknown;

export interface RouteModule {
  loader?: Handler;
  action?: Handler;
}

const modules = import.meta.glob<RouteModule>(['/app/routes/**/*.{ts,tsx}', '!**/*.test.*']);

export interface ServedRoute {
  /** "/clients/:id" */
  path: string;
  /** below app/, of the route itself */
  file: string;
  /** of the layouts around it, whose loaders run, too */
  layouts: string[];
}

type Entry = (typeof routeTable)[number];

function flatten(entries: readonly Entry[], above = '', layouts: string[] = []): ServedRoute[] {
  return entries.flatMap((entry) => {
    const path = [above, entry.path].filter(Boolean).join('/');
    if (entry.children) return flatten(entry.children, path, [...layouts, entry.file]);
    return [{ path: `/${path}`, file: entry.file, layouts }];
  });
}

/** Every address of the portal, as app/routes.ts says. */
export const servedRoutes: readonly ServedRoute[] = flatten(routeTable);

/** @throws when the table names a file that is not there */
export async function moduleOf(file: string): Promise<RouteModule> {
  const load = modules[`/app/${file}`];
  if (!load) throw new Error(`app/routes.ts names ${file}, which is not there`);
  return load();
}

const patternOf = (path: string) =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')
      .replace('*', '.*')}$`,
  );
/** What is written out comes before what is a parameter, as the framework's router has it. */
const rank = ({ path }: ServedRoute) =>
  path
    .split('/')
    .map((part) => (part.startsWith('*') ? 0 : part.startsWith(':') ? 1 : 2))
    .join('');
const ranked = servedRoutes
  .map((route) => ({ route, pattern: patternOf(route.path) }))
  .sort((a, b) => (rank(a.route) < rank(b.route) ? 1 : -1));

export interface Asked {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** with its query */
  url: string;
  cookie?: string;
  key?: string;
  fields?: Record<string, string>;
  json?: unknown;
}

export interface Answered {
  status: number;
  location: string | null;
  /** everything that goes out: data of the loaders, bodies, headers */
  text: string;
}

/** Handlers that stand in for those of a route, by its path: to plant a mistake. */
export type Planted = Readonly<Record<string, RouteModule>>;

/** Sends a request to the handlers of its route, as the server would: a page's loaders all run. */
export async function ask(asked: Asked, planted: Planted = {}): Promise<Answered> {
  const url = new URL(asked.url, 'http://localhost:3000');
  const found = ranked.find(({ pattern }) => pattern.test(url.pathname));
  if (!found) return { status: 404, location: null, text: '' };
  const { route, pattern } = found;
  const own = planted[route.path] ?? (await moduleOf(route.file));
  const isRead = asked.method === 'GET';
  const layouts = isRead ? await Promise.all(route.layouts.map(moduleOf)) : [];
  const handlers = isRead
    ? [...layouts, own].flatMap(({ loader }) => loader ?? [])
    : own.action
      ? [own.action]
      : [];
  if (handlers.length === 0 || (isRead && !own.loader && !own.action)) {
    return { status: 405, location: null, text: '' };
  }
  const params = Object.fromEntries(
    Object.entries(pattern.exec(url.pathname)?.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]),
  );
  const answers: Answered[] = [];
  for (const handler of handlers) {
    const context = { ip: '192.0.2.44' };
    const answer = await Promise.resolve()
      .then(() => handler({ request: requestOf(asked, url), params, context }))
      .catch((thrown: unknown) => thrown);
    answers.push(await read(answer));
  }
  const worst = answers.find(({ status }) => status >= 300) ?? answers.at(-1);
  const text = answers.map((each) => each.text).join('\n');
  return { status: worst?.status ?? 500, location: worst?.location ?? null, text };
}

function requestOf({ method, cookie, key, fields, json }: Asked, url: URL): Request {
  const headers = new Headers();
  if (cookie) headers.set('Cookie', cookie);
  if (key) headers.set('Authorization', `Bearer ${key}`);
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  const body = json !== undefined ? JSON.stringify(json) : new URLSearchParams(fields ?? {});
  return new Request(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
}

interface Framed {
  type?: string;
  data?: unknown;
  init?: { status?: number; headers?: unknown } | null;
}

async function read(answer: unknown): Promise<Answered> {
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) {
    const body = answer.body ? await answer.text() : '';
    const text = `${JSON.stringify([...answer.headers])}\n${body}`;
    return { status: answer.status, location: answer.headers.get('Location'), text };
  }
  const framed = answer as Framed | null;
  if (framed?.type === 'DataWithResponseInit') {
    return { status: framed.init?.status ?? 200, location: null, text: write([framed.data, framed.init]) };
  }
  return { status: 200, location: null, text: write(answer) };
}

/** What the framework sends of a loader's data: it knows big numbers, maps and sets. */
function write(data: unknown): string {
  return (
    JSON.stringify(data, (_, value) => {
      if (typeof value === 'bigint') return `${value}n`;
      if (value instanceof Map) return [...value];
      return value instanceof Set ? [...value] : value;
    }) ?? ''
  );
}
