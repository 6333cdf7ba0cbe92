import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loader } from './ref.js';

const ask = (headers: Record<string, string> = {}) =>
  loader({ request: new Request('http://localhost:3000/ref.js', { headers }), params: {}, context: {} });
const script = await ask().text();

interface Page {
  search?: string;
  cookie?: string;
  consent?: string;
  tributaryConsent?: boolean;
  answer?: { status: number; body?: unknown };
}

interface Tributary {
  clickId: () => string | null;
  ready: Promise<string | null>;
  consent: (given: boolean) => void;
}

/** Runs the script as a browser would, in a page with just what it needs. */
function visit({ search = '', cookie = '', consent, tributaryConsent, answer }: Page) {
  const jar = new Map(
    cookie
      .split('; ')
      .filter(Boolean)
      .map((pair) => pair.split('=', 2) as [string, string]),
  );
  const sent: { url: string; body: Record<string, unknown> }[] = [];
  const written: string[] = [];
  const window: { tributary?: Tributary; tributaryConsent?: boolean } = { tributaryConsent };
  const document = {
    currentScript: {
      src: 'https://portal.example/ref.js',
      dataset: consent === undefined ? {} : { consent },
    },
    referrer: 'https://news.example/',
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(text: string) {
      written.push(text);
      const [name = '', value = ''] = text.split(';')[0]?.split('=', 2) ?? [];
      if (text.includes('max-age=0')) jar.delete(name);
      else jar.set(name, value);
    },
  };
  const location = {
    search,
    href: `https://shop.example/a${search}`,
    hostname: 'shop.example',
    protocol: 'https:',
  };
  const fetch = async (url: string, init: { body: Blob }) => {
    sent.push({ url, body: JSON.parse(await init.body.text()) });
    return { status: answer?.status ?? 204, json: async () => answer?.body };
  };
  runInNewContext(script, { window, document, location, fetch, URL, URLSearchParams, Blob, Promise });
  if (!window.tributary) throw new Error('the script defined nothing');
  return { tributary: window.tributary, sent, written, jar };
}

const cookie = (name: string, value: string) => ({ name, value, maxAge: 7_776_000, domain: null });
const recorded = {
  status: 201,
  body: { clickId: 'click1', visitorId: 'v1', cookies: [cookie('emdash_ref', 'v1.alice.click1.1.v1.sig')] },
};

describe('GET /ref.js', () => {
  it('is smaller than 2 KiB on the wire', () => {
    expect(gzipSync(script, { level: 6 }).length).toBeLessThan(2048);
  });

  it('may be kept for an hour and asked for by its tag', () => {
    const { headers } = ask();
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
    const etag = headers.get('etag') ?? '';
    expect(ask({ 'if-none-match': etag }).status).toBe(304);
    expect(ask({ 'if-none-match': `"other", W/${etag}` }).status).toBe(304);
    expect(ask({ 'if-none-match': '"other"' }).status).toBe(200);
  });
});

describe('on a page', () => {
  it('reports the visit, keeps the cookie and knows the click', async () => {
    const { tributary, sent, written, jar } = visit({
      search: '?ref=alice&im_ref=Im1&x=1',
      answer: recorded,
    });
    expect(await tributary.ready).toBe('click1');
    expect(sent).toEqual([
      {
        url: 'https://portal.example/api/click',
        body: {
          ref: 'alice',
          imRef: 'Im1',
          url: 'https://shop.example/a?ref=alice&im_ref=Im1&x=1',
          referrer: 'https://news.example/',
        },
      },
    ]);
    expect(written).toEqual([
      'emdash_ref=v1.alice.click1.1.v1.sig;path=/;max-age=7776000;samesite=lax;secure',
    ]);
    expect(jar.get('emdash_ref')).toContain('click1');
    expect(tributary.clickId()).toBe('click1');
  });

  it('asks nobody without a parameter, and remembers the last click', async () => {
    const { tributary, sent } = visit({ cookie: 'a=1; emdash_ref=v1.alice.click7.1.v9.sig' });
    expect([tributary.clickId(), sent]).toEqual(['click7', []]);
    expect(visit({ cookie: 'im_ref=Im7' }).tributary.clickId()).toBe('Im7');
    expect(visit({}).tributary.clickId()).toBeNull();
  });

  it('stays the same visitor', async () => {
    const { tributary, sent } = visit({
      search: '?via=bob',
      cookie: 'emdash_ref=v1.alice.click7.1.v9.sig',
      answer: recorded,
    });
    await tributary.ready;
    expect(sent[0]?.body).toMatchObject({ via: 'bob', visitorId: 'v9' });
  });

  it('keeps nothing of a visit that counts for nobody', async () => {
    const { tributary, written } = visit({ search: '?ref=nobody' });
    expect([await tributary.ready, written]).toEqual([null, []]);
  });

  it.each<[string, Page]>([
    ['data-consent="required"', { consent: 'required' }],
    ['window.tributaryConsent = false', { tributaryConsent: false }],
  ])('with %s waits for the visitor’s consent', async (_, page) => {
    const { tributary, sent, jar, written } = visit({ ...page, search: '?ref=alice', answer: recorded });
    expect([sent, written, tributary.clickId()]).toEqual([[], [], null]);
    tributary.consent(true);
    expect(await tributary.ready).toBe('click1');
    tributary.consent(false);
    expect([jar.size, tributary.clickId()]).toEqual([0, null]);
  });

  it('with consent given before it loads does not wait', async () => {
    const { tributary } = visit({
      consent: 'required',
      tributaryConsent: true,
      search: '?ref=alice',
      answer: recorded,
    });
    expect(await tributary.ready).toBe('click1');
  });
});
