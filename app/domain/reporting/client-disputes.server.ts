import type { AdminScope } from '~/domain/identity/scope';
import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';
import { decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';

export interface DisputeParty {
  id: string;
  name: string;
}

/** A dispute as a list of admins shows it. */
export interface DisputeRow {
  id: string;
  openedAt: Instant;
  /** null: it waits */
  decidedAt: Instant | null;
  outcome: 'upheld' | 'rejected' | null;
  /** who says that the customer is its own */
  partner: DisputeParty;
  /** who is credited now; null: nobody, or Impact */
  credited: DisputeParty | null;
  customer: { id: string; externalId: string };
}

interface Row {
  id: string;
  openedAt: Date;
  decidedAt: Date | null;
  outcome: DisputeRow['outcome'];
  partnerId: string;
  partnerName: string;
  creditedId: string | null;
  creditedName: string | null;
  customerId: string;
  externalId: string;
}

const DISPUTES = `
  select d.id, d.opened_at as "openedAt", d.decided_at as "decidedAt", d.outcome::text, p.id as "partnerId", p.name as "partnerName",
    q.id as "creditedId", q.name as "creditedName", c.id as "customerId", c.external_id as "externalId"
  from attribution_dispute d join partner p on p.id = d.partner_id join customer c on c.id = d.customer_id
    left join referral r on r.customer_id = d.customer_id left join partner q on q.id = r.partner_id`;

// What waits: who has waited longest first. What is decided: the newest first.
const WAITING = `${DISPUTES} where d.decided_at is null
  and ($1::timestamptz is null or (d.opened_at, d.id) > ($1, $2)) order by d.opened_at, d.id limit $3`;
const DECIDED = `${DISPUTES} where d.decided_at is not null
  and ($1::timestamptz is null or (d.decided_at, d.id) < ($1, $2)) order by d.decided_at desc, d.id desc limit $3`;

/** Disputes that wait, or those that are decided. */
export async function listDisputes(
  _scope: AdminScope,
  state: 'waiting' | 'decided',
  page: Page,
): Promise<Listed<DisputeRow>> {
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  const { rows } = await pool.query<Row>({
    name: `disputes-${state}`,
    text: state === 'waiting' ? WAITING : DECIDED,
    values: [after ? new Date(after.at) : null, after?.id ?? null, page.limit + 1],
  });
  const listed = pageOf(rows, page, ({ id, openedAt, decidedAt }) => ({
    id,
    at: (decidedAt ?? openedAt).getTime(),
  }));
  return { data: listed.data.map(rowOf), nextCursor: listed.nextCursor };
}

function rowOf(row: Row): DisputeRow {
  const { id, outcome, partnerId, partnerName, creditedId, creditedName, customerId, externalId } = row;
  return {
    ...{ id, outcome },
    openedAt: row.openedAt.getTime(),
    decidedAt: row.decidedAt?.getTime() ?? null,
    partner: { id: partnerId, name: partnerName },
    credited: creditedId === null ? null : { id: creditedId, name: creditedName ?? creditedId },
    customer: { id: customerId, externalId },
  };
}
