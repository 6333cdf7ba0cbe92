import type { PartnerScope } from '~/domain/identity/scope';
import { maskEmail } from '~/domain/qualification/mask-email';
import { pool } from '~/platform/db.server';
import { decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';
import { claimedCustomerWords } from './client-conflict-words';
import type { ConflictView } from './client-dispute';

interface Row {
  id: string;
  at: Date;
  lost: boolean;
  reason: string;
  customerId: string;
  email: string;
  emailDomain: string;
  signedUpAt: Date;
  named: boolean;
  credited: boolean;
  openedAt: Date | null;
  statement: string | null;
  outcome: 'upheld' | 'rejected' | null;
  decision: string | null;
  decidedAt: Date | null;
}

const CONFLICTS = `
  select f.id, f.at, f.loser_id = $1 as lost, f.reason, c.id as "customerId", c.email, c.email_domain as "emailDomain",
    c.signed_up_at as "signedUpAt", coalesce(r.partner_id = $1, false) as credited,
    (exists (select from invitation i where i.partner_id = $1 and i.domain = c.email_domain)
      or exists (select from handoff h where h.partner_id = $1 and h.domain = c.email_domain)) as named,
    d.opened_at as "openedAt", d.statement, d.outcome::text, d.reason as decision, d.decided_at as "decidedAt"
  from attribution_conflict f join customer c on c.id = f.customer_id
    left join referral r on r.customer_id = f.customer_id
    left join attribution_dispute d on d.customer_id = f.customer_id and d.partner_id = f.loser_id
  where (f.loser_id = $1 or f.winner_id = $1)`;

/** The conflicts that concern a partner, newest first. */
export async function listConflicts({ partnerId }: PartnerScope, page: Page): Promise<Listed<ConflictView>> {
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  const { rows } = await pool.query<Row>({
    name: 'conflicts',
    text: `${CONFLICTS} and ($2::timestamptz is null or (f.at, f.id) < ($2, $3)) order by f.at desc, f.id desc limit $4`,
    values: [partnerId, after ? new Date(after.at) : null, after?.id ?? null, page.limit + 1],
  });
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.at.getTime(), id: row.id }));
  return { data: data.map(viewOf), nextCursor };
}

/** One of them; undefined when there is none, or it does not concern the asker. */
export async function getConflict(
  { partnerId }: PartnerScope,
  id: string,
): Promise<ConflictView | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'conflict',
    text: `${CONFLICTS} and f.id = $2`,
    values: [partnerId, id],
  });
  return rows[0] && viewOf(rows[0]);
}

function viewOf(row: Row): ConflictView {
  const { id, lost, reason, customerId, credited, openedAt, outcome, decision, decidedAt } = row;
  const signedUpAt = row.signedUpAt.getTime();
  // who is credited sees of a customer what its referrals show
  const who = credited
    ? maskEmail(row.email)
    : claimedCustomerWords(row.named ? row.emailDomain : null, signedUpAt);
  return {
    ...{ id, reason, credited, who },
    at: row.at.getTime(),
    side: lost ? 'lost' : 'won',
    customerId: credited ? customerId : null,
    dispute: openedAt && {
      ...{ outcome, reason: decision },
      openedAt: openedAt.getTime(),
      statement: lost ? row.statement : null,
      decidedAt: decidedAt?.getTime() ?? null,
    },
  };
}
