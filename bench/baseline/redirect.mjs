// The least a click can cost in Node: a 302 with a cookie, and (with DATABASE_URL) one insert committed before the answer, as one
// writes it first.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const { DATABASE_URL, PORT } = process.env;
const pool = DATABASE_URL ? new pg.Pool({ connectionString: DATABASE_URL, max: 10 }) : null;
await pool?.query(
  'create table if not exists baseline_click (id text primary key, at timestamptz not null, visitor text not null)',
);
const text = 'insert into baseline_click (id, at, visitor) values ($1, now(), $2)';

createServer(async (_request, response) => {
  const visitor = randomUUID();
  await pool?.query({ name: 'insert-click', text, values: [randomUUID(), visitor] });
  response.writeHead(302, {
    Location: 'https://emdash.dev/pricing',
    'Cache-Control': 'no-store',
    'Set-Cookie': `visitor=${visitor}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax`,
  });
  response.end();
}).listen(Number(PORT), '127.0.0.1');
