import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonical } from '~/domain/chain/canonical';
import { type ChainEvent, eventHash } from '~/domain/chain/event';
import type { BooksFinding } from '~/domain/reconciliation/books-report';
import { randomFrom } from '~/kernel/random';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { checkSnapshot } = await import('./check-books.server');
const { recordHash } = await import('~/domain/chain/chain.server');
const { PlayedProgram } = await import('~/test-support/played-program');
const { randomProgram } = await import('~/test-support/random-program');
const { asSuperuser } = await import('~/test-support/superuser');
const { editedTables, makeEdit } = await import('~/test-support/random-edits');
type Tx = Parameters<typeof makeEdit>[0];
type Edit = NonNullable<Awaited<ReturnType<typeof makeEdit>>>;

// The full count: EDITS=1000 npx vitest run --project db app/flows/tamper.db.test.ts
const EDITS = Number(process.env.EDITS ?? 20);
const SEED = Number(process.env.SEED ?? 1);
const tables = Object.keys(editedTables);

beforeAll(async () => {
  await new PlayedProgram().play(randomProgram(175, { customers: 6 }));
}, 240_000);

const day = (at: unknown) => new Date(String(at)).toISOString().slice(0, 10);

/** How a report may call a row: by its key, or by the day and owner it was sealed under. */
function namesOf({ table, rows }: Edit): string[] {
  return rows.flatMap((row) => {
    switch (table) {
      case 'click': {
        const owner = String(row.partner_id ?? 'program');
        return [`click ${row.id}`, `clicks of ${owner} on ${day(row.at)}`];
      }
      case 'inbound_event':
        return [String(row.id), `deliveries of ${day(row.received_at)}`];
      case 'customer':
        return [`customer ${row.id}`, `customer ${row.external_id}`];
      case 'referral':
        return [`referral ${row.id}`, `customer ${row.customer_id}`];
      case 'ledger_entry':
        return [`ledger_transaction ${row.transaction_id}`, `ledger_entry ${row.transaction_id}/`];
      case 'payout_item':
      case 'payout_approval':
      case 'payout_attempt':
        return [`${table} ${row.id}`, `payout ${row.payout_id}`, `${table} ${row.payout_id}/`];
      case 'chain':
        return [`chain ${row.owner}`, `chain_event ${row.owner} `];
      case 'chain_event':
        return [
          `chain_event ${row.chain} ${row.seq}`,
          `chain_event ${row.chain} ${Number(row.seq) + 1}`,
          `chain ${row.chain}`,
        ];
      case 'chain_head':
        return [`chain_head ${row.chain} ${row.day}`];
      default:
        return [`${table} ${row.id}`];
    }
  });
}

const isLocated = (edit: Edit, findings: readonly BooksFinding[]) =>
  namesOf(edit).some((name) =>
    findings.some(({ subject, message }) => `${subject}: ${message}`.includes(name)),
  );

async function tamper(seed: number): Promise<{ edit: Edit; findings: BooksFinding[] }> {
  const random = randomFrom(seed);
  const table = tables[seed % tables.length] ?? 'click';
  let edit: Edit | undefined;
  const report = await asSuperuser(
    async (tx) => {
      for (let n = 0; n < 50 && !edit; n++) edit = await makeEdit(tx, table, random);
    },
    (tx) => checkSnapshot(tx),
  );
  if (!edit) throw new Error(`seed ${seed}: no edit of ${table} was possible`);
  return { edit, findings: report.findings };
}

/** Changes one sealed ledger transaction and links everything after it again, as somebody who knows how chains are made would. */
async function rewriteSuffix(tx: Tx): Promise<{ chain: string; seq: number }> {
  const first = await tx.chainEvent.findFirstOrThrow({
    where: { type: 'ledger' },
    orderBy: [{ chain: 'asc' }, { seq: 'asc' }],
  });
  const { chain } = first;
  const before = await tx.chainEvent.findFirstOrThrow({ where: { chain, seq: first.seq - 1n } });
  const events = await tx.chainEvent.findMany({
    where: { chain, seq: { gte: first.seq } },
    orderBy: { seq: 'asc' },
  });
  let { hash } = before;
  for (const { seq, body } of events) {
    const event: ChainEvent = JSON.parse(body);
    if (seq === first.seq && event.record.type === 'ledger')
      event.record.effectiveAt = '2026-01-01T00:00:00.000Z';
    const text = canonical(event);
    hash = eventHash(hash, text);
    const data = { body: text, hash, recordHash: recordHash(event.record) };
    await tx.chainEvent.update({ where: { chain_seq: { chain, seq } }, data });
  }
  await tx.chain.update({ where: { owner: chain }, data: { hash } });
  return { chain, seq: Number(first.seq) };
}

/** Takes the newest events of a chain away, with the heads and the tip that would show it. */
async function cutEnd(tx: Tx): Promise<string> {
  const last = await tx.chainEvent.findFirstOrThrow({
    where: { type: 'ledger' },
    orderBy: [{ chain: 'asc' }, { seq: 'desc' }],
  });
  const { chain, seq } = last;
  const tip = await tx.chainEvent.findFirstOrThrow({ where: { chain, seq: seq - 1n } });
  await tx.chainEvent.deleteMany({ where: { chain, seq: { gte: seq } } });
  await tx.chainHead.deleteMany({ where: { chain, seq: { gte: seq } } });
  await tx.chain.update({ where: { owner: chain }, data: { seq: tip.seq, hash: tip.hash } });
  return last.subject.replace('ledger:', 'ledger_transaction ');
}

describe('one edit by a superuser of the database', () => {
  it('none: nothing is found', async () => {
    const report = await asSuperuser(
      async () => {},
      (tx) => checkSnapshot(tx),
    );
    expect(report.findings).toEqual([]);
  });

  it('the end of a chain linked again after a change: the signed head and the books tell', async () => {
    let edited = { chain: '', seq: 0 };
    const { findings } = await asSuperuser(
      async (tx) => {
        edited = await rewriteSuffix(tx);
      },
      (tx) => checkSnapshot(tx),
    );
    expect(findings.map(({ check }) => check)).not.toContain('chain.links');
    const heads = findings.filter(({ check }) => check === 'chain.heads');
    expect(heads.map(({ subject }) => subject).join()).toContain(`chain_head ${edited.chain} `);
    const tables = findings.filter(({ check }) => check === 'chain.tables');
    expect(tables.map(({ message }) => message).join()).toContain(
      `event ${edited.seq} of the chain of ${edited.chain}`,
    );
  });

  it('the newest events of a chain taken away with their heads: the books tell what is not said', async () => {
    let row = '';
    const { findings } = await asSuperuser(
      async (tx) => {
        row = await cutEnd(tx);
      },
      (tx) => checkSnapshot(tx),
    );
    expect(findings.filter(({ check }) => check === 'chain.tables').map(({ subject }) => subject)).toContain(
      row,
    );
  });

  it('of a column that no check covers: not found, so that the next test can fail', async () => {
    const report = await asSuperuser(
      async (tx) =>
        void (await tx.$executeRaw`update customer set created_at = created_at - interval '1 day'`),
      (tx) => checkSnapshot(tx),
    );
    expect(report.findings).toEqual([]);
  });

  it(
    `${EDITS} random ones, spread evenly over the tables, are all found and located`,
    async () => {
      const missed: string[] = [];
      for (let n = 0; n < EDITS; n++) {
        const { edit, findings } = await tamper(SEED * 1_000 + n);
        if (findings.length > 0 && isLocated(edit, findings)) continue;
        const said = findings.slice(0, 3).map(({ subject, message }) => `${subject}: ${message}`);
        missed.push(
          `seed ${SEED * 1_000 + n}: ${edit.table} ${JSON.stringify(edit.rows[0]).slice(0, 400)} ${edit.what}; found ${said.join(' | ') || 'nothing'}`,
        );
      }
      console.log(`seed ${SEED}: ${EDITS - missed.length} of ${EDITS} edits found and located`);
      expect(missed).toEqual([]);
    },
    EDITS * 20_000,
  );
});
