import { expect } from 'vitest';
import type { ApiScope } from '~/domain/identity/api-key';
import { insertApiKey } from '~/domain/identity/api-keys.server';
import { db } from '~/platform/db.server';
import routeTable from '~/routes';
import { operations } from '~/routes/api/operations';

type Handler = (args: {
  request: Request;
  params: Record<string, string>;
  context: object;
}) => Promise<Response>;

const modules = import.meta.glob<{ loader: Handler; action: Handler }>([
  '/app/routes/api/v1/*.ts',
  '/app/routes/hooks/product.ts',
  '/app/routes/public/{healthz,readyz,metrics}.ts',
]);

/** The same path as a pattern with its parameters named. */
const patternOf = (path: string) =>
  new RegExp(
    `^/${path
      .replaceAll('.', '\\.')
      .replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')
      .replace('*', '.*')}$`,
  );

const served = routeTable.flatMap((route) =>
  'path' in route && route.path && `/app/${route.file}` in modules
    ? [{ pattern: patternOf(route.path), load: modules[`/app/${route.file}`] }]
    : [],
);

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the answer of whatever was asked; what it holds is what the test is about
  body: any;
  text: string;
}

export interface Asked {
  key?: string;
  /** sent as it is when it is text, else as JSON */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends a request to the route that the table of app/routes.ts names, as the server would, without a server. */
export async function send(
  method: string,
  path: string,
  { key, body, headers = {} }: Asked = {},
): Promise<Answer> {
  const url = new URL(path, 'http://portal.test');
  const route = served.find(({ pattern }) => pattern.test(url.pathname));
  if (!route?.load) throw new Error(`no route serves ${url.pathname}`);
  const { loader, action } = await route.load();
  const groups = route.pattern.exec(url.pathname)?.groups ?? {};
  const params = Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
  const request = new Request(url, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const handle = method === 'GET' || method === 'HEAD' ? loader : action;
  const response = await handle({ request, params, context: {} });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** A call of the REST API; a success must be exactly what the OpenAPI document says: nothing missing, nothing more. */
export async function call(method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const answer = await send(method, `/api/v1${path}`, asked);
  const pathname = path.split('?')[0] ?? '';
  const operation = operations.find(
    (one) =>
      one.method === method && new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  if (operation && answer.status < 300 && answer.body) {
    expect(operation.answer.parse(answer.body)).toEqual(answer.body);
  }
  if (answer.status >= 400) {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status: answer.status, title: expect.any(String), detail: /./ });
  }
  return answer;
}

const everything: ApiScope[] = ['read', 'write', 'payouts:request', 'payouts:approve', 'sandbox'];

/** A new admin with a key that may do everything. */
export async function adminKey(scopes = everything): Promise<{ key: string; userId: string }> {
  const id = `usr_${crypto.randomUUID()}`;
  await db.user.create({ data: { id, email: `${id}@program.test`, name: 'Admin', role: 'admin' } });
  const { secret } = await insertApiKey(db, { name: 'test', scopes, partnerId: null, userId: id });
  return { key: secret, userId: id };
}

/** A key of a partner. */
export async function partnerKey(partnerId: string, scopes = everything): Promise<string> {
  const { secret } = await insertApiKey(db, { name: 'test', scopes, partnerId, userId: null });
  return secret;
}
