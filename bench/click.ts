import { cpus } from 'node:os';
import { type BenchDatabase, createDatabase } from './database';
import { type LoadResult, runLoad } from './load';
import { type Measurement, median, type Report } from './report';
import { type Server, startServer } from './servers';

export interface BenchOptions {
  /** of load per server and round */
  seconds: number;
  rounds: number;
}

const CONNECTIONS = 32;
const LINKS = 100;
const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';

interface Contender {
  name: string;
  path: string;
  server: Server;
  rounds: LoadResult[];
}

/**
 * A click of a new visitor, stored before the 302 leaves, against the least a 302 can cost in Node and against one insert per click.
 * Rounds alternate, because a shared machine is never equally fast twice: the ratios count, not the figures.
 */
export async function benchmarkClicks({ seconds, rounds }: BenchOptions): Promise<Report> {
  const database = await createDatabase();
  const contenders: Contender[] = [];
  try {
    await writeLinks(database);
    for (const { file, settings, ...named } of entries(database)) {
      contenders.push({ ...named, server: await startServer(file, settings), rounds: [] });
    }
    for (let round = 0; round <= rounds; round++) {
      for (const contender of contenders) {
        const load = {
          port: contender.server.port,
          request: requestOf(contender.path),
          connections: CONNECTIONS,
        };
        // Round 0 warms up: nobody is measured before the JIT has seen the code.
        const result = await runLoad({ ...load, seconds: round === 0 ? 1 : seconds });
        contender.rounds.push(result);
      }
    }
    return await reportOf(contenders, database, seconds);
  } finally {
    await Promise.all(contenders.map(({ server }) => server.stop()));
    await database.drop();
  }
}

function entries({
  url,
}: BenchDatabase): { name: string; path: string; file: string; settings: Record<string, string> }[] {
  const portal = {
    DATABASE_URL: url,
    TRIBUTARY_MODE: 'sandbox',
    TRIBUTARY_DEMO: 'off',
    PROGRAM_HOSTS: 'emdash.dev',
    LOG_LEVEL: 'warn',
  };
  const baseline = 'bench/baseline/redirect.mjs';
  return [
    { name: 'bare Node, nothing stored', path: '/', file: baseline, settings: {} },
    { name: 'bare Node, one insert per click', path: '/', file: baseline, settings: { DATABASE_URL: url } },
    {
      name: 'Tributary, GET /r/:code',
      path: '/r/bench-7?gclid=x',
      file: 'server/web.mjs',
      settings: { ...portal, HOST: '127.0.0.1' },
    },
  ];
}

function requestOf(path: string): string {
  return `GET ${path} HTTP/1.1\r\nUser-Agent: ${USER_AGENT}\r\nReferer: https://news.example/post`;
}

async function writeLinks({ pool }: BenchDatabase): Promise<void> {
  await pool.query(`
    insert into partner (id, handle, kind, name, email, status, terms_key, created_at)
    values ('bench', 'bench', 'affiliate', 'Bench', 'bench@partner.test', 'active', 'developer', now())`);
  await pool.query(
    `insert into link (id, partner_id, code, destination, source, created_at)
     select 'bench-' || n, 'bench', 'bench-' || n, 'https://emdash.dev/pricing', 'direct_link', now() from generate_series(1, $1) n`,
    [LINKS],
  );
}

async function reportOf(contenders: Contender[], database: BenchDatabase, seconds: number): Promise<Report> {
  const measured = contenders.map(({ name, rounds }) => ({ name, rounds: rounds.slice(1) }));
  const [baseline] = measured;
  const measurements = measured.map(({ name, rounds }): Measurement => {
    const ratios = rounds.map(
      ({ perSecond }, round) => perSecond / (baseline?.rounds[round]?.perSecond ?? Number.NaN),
    );
    return {
      name,
      isBaseline: name === baseline?.name,
      perSecond: median(rounds.map((round) => round.perSecond)),
      ratio: median(ratios),
      p50: median(rounds.map((round) => round.p50)),
      p99: median(rounds.map((round) => round.p99)),
    };
  });
  return {
    benchmark: 'A click: stored durably, then answered',
    conditions: `${CONNECTIONS} connections, ${baseline?.rounds.length} rounds of ${seconds} s in turn, client and database on the same ${cpus().length} cores, Node ${process.versions.node}`,
    measurements,
    checks: await checksOf(contenders, database),
  };
}

/** Whether everything promised is in the tables, and the roll-ups agree with it. */
async function checksOf(contenders: Contender[], { pool }: BenchDatabase): Promise<string[]> {
  const portal = contenders.at(-1);
  const promised = (portal?.rounds ?? []).reduce((sum, { cookies }) => sum + cookies, 0);
  const failed = contenders
    .flatMap(({ rounds }) => rounds)
    .reduce((sum, round) => sum + round.errors + round.requests - (round.statuses['302'] ?? 0), 0);
  const { rows } = await pool.query<{ clicks: number; link_days: number; program_days: number }>(`
    select (select count(*)::int from click) as clicks, (select sum(clicks)::int from click_daily) as link_days,
           (select sum(clicks)::int from program_daily) as program_days`);
  const { clicks = 0, link_days, program_days } = rows[0] ?? {};
  const judge = (holds: boolean, sentence: string) => `${holds ? 'ok' : 'FAILED'}: ${sentence}`;
  return [
    judge(clicks >= promised && promised > 0, `${promised} clicks acknowledged, ${clicks} in the table`),
    judge(link_days === clicks && program_days === clicks, `roll-ups say ${link_days} and ${program_days}`),
    judge(failed === 0, `${failed} answers other than 302 or broken connections`),
  ];
}
