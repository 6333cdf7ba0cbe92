import type { ActionFunctionArgs } from '@remix-run/node';
import { describe, expect, it } from 'vitest';
import { PASSWORD, signUp } from '~/test-support/builders/people';
import { action as forgot } from './forgot';
import { action as join } from './join';
import { action as login, loader as loginPage } from './login';

type Action = (args: ActionFunctionArgs) => Promise<unknown>;

/** What a form's address answers: a response, or data with a status. */
async function post(action: Action, fields: Record<string, string>, ip = '198.51.100.20') {
  const request = new Request('http://localhost:3000/', {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  const started = performance.now();
  const answer = await action({ request, params: {}, context: { ip } }).catch((thrown: unknown) => thrown);
  const milliseconds = performance.now() - started;
  if (answer instanceof Response) {
    const cookies = answer.headers.getSetCookie();
    return {
      status: answer.status,
      location: answer.headers.get('Location'),
      cookies,
      data: null,
      milliseconds,
    };
  }
  const { data, init } = answer as { data: unknown; init: { status?: number; headers?: HeadersInit } | null };
  return { status: init?.status ?? 200, location: null, cookies: [], data, milliseconds };
}

const newcomer = {
  kind: 'affiliate',
  name: 'Ada',
  handle: 'ada-new',
  email: 'ada-new@people.test',
  password: PASSWORD,
};

describe('nobody learns whose address has an account', () => {
  it('at /join: status, address, cookies and time are the same', async () => {
    const { email } = await signUp();
    const known = await post(join, { ...newcomer, handle: 'other', email });
    const fresh = await post(join, newcomer);
    const shape = ({ status, location, cookies }: typeof known) => ({
      status,
      location,
      cookies: cookies.map((cookie) => cookie.replace(/=[^;]*/, '=')),
    });
    expect(shape(known)).toEqual(shape(fresh));
    expect(fresh).toMatchObject({ status: 302, location: '/dashboard' });
    for (const { milliseconds } of [known, fresh]) expect(milliseconds).toBeGreaterThanOrEqual(495);
  });

  it('at /forgot and /login: status and words are the same', async () => {
    const { email } = await signUp();
    const strangers = { email: 'nobody@people.test', password: 'wrong' };
    const words = (data: unknown, address: string) => JSON.stringify(data).replaceAll(address, 'x');
    for (const action of [forgot, login] as Action[]) {
      const known = await post(action, { email, password: 'wrong' });
      const unknown = await post(action, strangers);
      expect(known.status).toBe(unknown.status);
      expect(words(known.data, email)).toBe(words(unknown.data, strangers.email));
    }
  });
});

describe('forms refuse with what to do', () => {
  it.each([
    [join, { ...newcomer, handle: '<script>' }, 400, 'lower-case letters and digits'],
    [join, { ...newcomer, kind: 'admin' }, 400, 'Choose one of the two'],
    [join, { ...newcomer, email: 'ada' }, 400, 'such as ada@example.com'],
    [join, { ...newcomer, email: `${'a'.repeat(300)}@people.test` }, 400, 'too long'],
    [join, { ...newcomer, name: '' }, 400, 'Enter a name'],
    [join, { ...newcomer, name: 'x'.repeat(101) }, 400, 'at most 100'],
    [join, { ...newcomer, name: 'two\nlines' }, 400, 'one line'],
    [join, { ...newcomer, password: 'short' }, 400, 'at least 12'],
    [join, { ...newcomer, password: 'x'.repeat(200) }, 400, 'at most 128'],
    [join, {}, 400, 'Choose a password'],
    [login, { email: 'nobody@people.test', password: 'x'.repeat(5000) }, 400, 'Enter your password'],
    [login, {}, 400, 'Enter your mail address'],
    [forgot, { email: 'a@b@c' }, 400, 'such as ada@example.com'],
  ] as Array<[Action, Record<string, string>, number, string]>)(
    '%o %j',
    async (action, fields, status, words) => {
      const answer = await post(action, fields);
      expect(answer.status).toBe(status);
      expect(JSON.stringify(answer.data)).toContain(words);
    },
  );

  it('a password never comes back', async () => {
    for (const fields of [
      { ...newcomer, handle: '<script>' },
      { ...newcomer, password: 'short' },
    ]) {
      expect(JSON.stringify((await post(join, fields)).data)).not.toContain(fields.password);
    }
    const wrong = await post(login, { email: 'nobody@people.test', password: 'not-to-be-seen' });
    expect(JSON.stringify(wrong.data)).not.toContain('not-to-be-seen');
  });

  it.each(['name', 'email', 'password', 'handle'])(
    'what cannot be stored in %s is refused',
    async (field) => {
      const { status } = await post(join, { ...newcomer, [field]: 'a\0b' });
      expect(status).toBe(400);
    },
  );

  it('more fields than the form has change nothing', async () => {
    const more = {
      role: 'admin',
      status: 'active',
      kind: 'agency',
      termsKey: 'marketplace',
      rateBps: '9999',
    };
    const answer = await post(join, { ...newcomer, ...more, handle: 'greedy', email: 'greedy@people.test' });
    expect(answer.status).toBe(302);
    const { db } = await import('~/platform/db.server');
    const partner = await db.partner.findUniqueOrThrow({ where: { handle: 'greedy' } });
    expect(partner).toMatchObject({ status: 'pending', termsKey: 'agency', rateBps: null });
    const user = await db.user.findUniqueOrThrow({ where: { email: 'greedy@people.test' } });
    expect(user.role).toBe('partner');
  });

  it('a body that is no form is refused', async () => {
    const request = new Request('http://localhost:3000/', {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
    const thrown = await join({ request, params: {}, context: {} }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Response);
    expect((thrown as Response).status).toBe(400);
  });
});

describe('signing in', () => {
  it.each([
    ['/links', '/links'],
    ['', '/dashboard'],
    ['//evil.test', '/dashboard'],
    ['/\t/evil.test', '/dashboard'],
    ['https://evil.test', '/dashboard'],
  ])('goes back to %j: %j', async (returnTo, location) => {
    const { email } = await signUp();
    const answer = await post(login, { email, password: PASSWORD, returnTo });
    expect(answer).toMatchObject({ status: 302, location });
    expect(answer.cookies[0]).toMatch(/^sid=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
  });

  it('too many tries answer 429 with how long to wait', async () => {
    const { email } = await signUp();
    for (let i = 0; i < 5; i++) await post(login, { email, password: 'wrong' }, '203.0.113.50');
    const answer = await post(login, { email, password: PASSWORD }, '203.0.113.50');
    expect(answer.status).toBe(429);
    expect(JSON.stringify(answer.data)).toMatch(/Wait \d+ (seconds|minutes?)/);
  });

  it('greets who just joined, and shows nothing but an address', async () => {
    const page = (cookie: string) =>
      loginPage({
        request: new Request('http://localhost:3000/login', { headers: { Cookie: cookie } }),
        params: {},
        context: {},
      });
    expect((await page('joined=ada%40people.test')).joined).toBe('ada@people.test');
    for (const cookie of ['joined=', 'joined=%zz', 'joined=<script>', `joined=${'a'.repeat(400)}%40x`]) {
      expect((await page(cookie)).joined).toBeNull();
    }
  });
});
