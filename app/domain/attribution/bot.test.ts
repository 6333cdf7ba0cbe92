import { describe, expect, it } from 'vitest';
import { isBotReport, isBotVisit, withHeadlessAsVisitor } from './bot';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';
const headers = (fields: Record<string, string>) => new Headers(fields);
const agent = (userAgent: string) => headers({ 'user-agent': userAgent });

describe('a visit', () => {
  it.each([
    FIREFOX,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 300.0',
  ])('of %s is a person’s', (userAgent) => {
    expect(isBotVisit('GET', agent(userAgent))).toBe(false);
  });

  it.each([
    '',
    '   ',
    'curl/8.5.0',
    'node',
    'Googlebot/2.1',
    'facebookexternalhit/1.1',
    'WhatsApp/2.23',
    'Twitterbot/1.0',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/147.0.0.0 Safari/537.36',
  ])('of %j is a bot’s', (userAgent) => {
    expect(isBotVisit('GET', agent(userAgent))).toBe(true);
  });

  it.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['sec-purpose', 'prefetch; anonymous-client-ip'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'Prefetch'],
  ])('ahead of the visitor (%s: %s) is a bot’s', (name, value) => {
    expect(isBotVisit('GET', headers({ 'user-agent': FIREFOX, [name]: value }))).toBe(true);
  });

  it('with HEAD is a bot’s, and one without any header too', () => {
    expect(isBotVisit('HEAD', agent(FIREFOX))).toBe(true);
    expect(isBotVisit('GET', headers({}))).toBe(true);
  });
});

describe('a report to the click API', () => {
  const browser = { origin: 'https://emdash.dev' };

  it.each<[string, Headers, string | undefined, boolean]>([
    ['a page in a browser', headers({ ...browser, 'user-agent': FIREFOX }), undefined, false],
    [
      'a page in a robot',
      headers({ ...browser, 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }),
      undefined,
      true,
    ],
    ['a page in a browser without a name', headers(browser), undefined, true],
    [
      'a prefetched page',
      headers({ ...browser, 'user-agent': FIREFOX, 'sec-purpose': 'prefetch' }),
      undefined,
      true,
    ],
    ['a server in Node', agent('node'), undefined, false],
    ['a server in PHP, without a name', headers({}), undefined, false],
    ['a server with a name of its own', agent('acme-shop/1.0'), undefined, false],
    ['a server that forwards a browser', agent(FIREFOX), undefined, false],
    ['a server that forwards a robot', agent('Slackbot-LinkExpanding 1.0'), undefined, true],
    ['a server that forwards nothing', agent(''), undefined, true],
    ['a server that states a browser', agent('node'), FIREFOX, false],
    ['a server that states a robot', agent('node'), 'curl/8.5.0', true],
  ])('%s', (_, given, reported, isBot) => {
    expect(isBotReport(given, reported)).toBe(isBot);
  });
});

describe('a headless Chrome', () => {
  const headers = new Headers({
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/147.0.0.0 Safari/537.36',
  });

  it('is a robot, but a visitor where the sandbox asks for it', () => {
    expect(isBotVisit('GET', headers)).toBe(true);
    expect(isBotVisit('GET', withHeadlessAsVisitor(headers))).toBe(false);
    expect(isBotVisit('HEAD', withHeadlessAsVisitor(headers))).toBe(true);
    expect(isBotVisit('GET', withHeadlessAsVisitor(new Headers({ 'user-agent': 'curl/8' })))).toBe(true);
  });
});
