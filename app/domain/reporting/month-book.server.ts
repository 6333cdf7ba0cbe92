import type { StatementHead } from '~/domain/payout/statement';
import type { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** A month of a partner that can be closed. */
export interface OpenMonth {
  partnerId: string;
  /** "2026-02" */
  month: string;
  chainSeq: bigint;
  ledgerId: bigint;
  partner: { handle: string; name: string };
}

/**
 * The first month of each partner that is over, not closed, and under a signed head (ADR-0092): it ends with the last event its chain had
 * recorded by then. Locks those chains, so that nothing is being appended.
 */
export async function openMonths(
  tx: Tx,
  { before, limit }: { before: Instant; limit: number },
): Promise<OpenMonth[]> {
  const at = new Date(before);
  return tx.$queryRaw<OpenMonth[]>`
    select c.owner as "partnerId", to_char(n.starts, 'YYYY-MM') as month, e.seq as "chainSeq", l.id as "ledgerId",
      json_build_object('handle', p.handle, 'name', p.name) as partner
    from chain c join partner p on p.id = c.owner
      cross join lateral (select coalesce(
        (select to_date(max(m.month), 'YYYY-MM') + interval '1 month' from month_statement m where m.partner_id = c.owner),
        (select date_trunc('month', f.recorded_at at time zone 'UTC') from chain_event f
          where f.chain = c.owner and f.type = 'ledger' order by f.seq limit 1)) as starts) n
      cross join lateral (select max(m.chain_seq) as seq from month_statement m where m.partner_id = c.owner) b
      cross join lateral (select f.seq from chain_event f
        where f.chain = c.owner and (f.recorded_at < (n.starts + interval '1 month') at time zone 'UTC' or f.seq = b.seq)
        order by f.seq desc limit 1) e
      cross join lateral (select split_part(f.subject, ':', 2)::bigint as id from chain_event f
        where f.chain = c.owner and f.type = 'ledger' and f.seq <= e.seq order by f.seq desc limit 1) l
    where c.ledger_id > 0 and (n.starts + interval '1 month') at time zone 'UTC' <= ${at}::timestamptz
      and e.seq <= (select max(h.seq) from chain_head h where h.chain = c.owner)
    order by c.owner limit ${limit} for update of c`;
}

/** Closes a month; for good. Of two who do it at once one has the effect. */
export async function insertMonth(
  tx: Tx,
  {
    partnerId,
    month,
    chainSeq,
    ledgerId,
    partner,
    program,
    at,
  }: OpenMonth & { program: string; at: Instant },
): Promise<void> {
  const head: StatementHead = { program, partner };
  await tx.monthStatement.createMany({
    data: [
      {
        ...{ partnerId, month, chainSeq, ledgerId },
        head: head as unknown as Prisma.InputJsonObject,
        closedAt: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
}
