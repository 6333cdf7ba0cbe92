// The guards around the application: limits, refusals and security headers, at the level of sockets.
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { readBody, refusal, refuse, tooLarge } from './guards.mjs';

const LIMITS = {
  // Node waits 60 s for headers and 300 s for a body, which is what a slow attacker lives on.
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  // Longer than the idle time of common proxies, so that they never send into a connection we just closed.
  keepAliveTimeout: 65_000,
};

function commonHeaders({ https }) {
  return [
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    // Pages bring a policy of their own, which replaces this one.
    [
      'Content-Security-Policy',
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ],
    ...(https ? [['Strict-Transport-Security', 'max-age=31536000']] : []),
  ];
}

/**
 * An HTTP server that refuses what the application must not see and gives every answer the common headers.
 * @param {{ fetch: Function }} app
 * @param {{ origin: string, https: boolean, sessionCookieName: string }} env
 */
export function createGuardedServer(app, env) {
  const headers = commonHeaders(env);
  const answer = getRequestListener(app.fetch);
  return createServer(LIMITS, (incoming, outgoing) => {
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    const refused = refusal(incoming, env);
    if (refused) return refuse(incoming, outgoing, refused);
    // Most requests have no such body, and waiting for nothing costs a click a twentieth of its time.
    if (incoming.headers['transfer-encoding'] === undefined) return answer(incoming, outgoing);
    readBody(incoming).then(
      (fits) => (fits ? answer(incoming, outgoing) : refuse(incoming, outgoing, tooLarge)),
      () => {}, // the client left in the middle of its body
    );
  });
}
