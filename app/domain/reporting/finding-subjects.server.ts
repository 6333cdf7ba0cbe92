import type { AdminScope } from '~/domain/identity/scope';
import type { Finding } from '~/domain/reconciliation/finding';
import { pool } from '~/platform/db.server';

/** Where the subject of a finding is shown. */
export interface SubjectPage {
  page: 'referral' | 'commission' | 'payout' | 'partner';
  /** our id */
  id: string;
}

type Subject = Finding['subject'];

/** The key of a subject in what `subjectPages` returns. */
export const subjectKey = ({ type, id }: Subject) => `${type} ${id}`;

const shown = { commission: 'commission', payout: 'payout', partner: 'partner' } as const;

/** The pages that show what findings are about; what only Stripe knows has none. A customer stands for its payments and subscriptions. */
export async function subjectPages(
  _scope: AdminScope,
  subjects: readonly Subject[],
): Promise<Map<string, SubjectPage>> {
  const pages = new Map<string, SubjectPage>();
  for (const subject of subjects) {
    const { type, id } = subject;
    if (type === 'commission' || type === 'payout' || type === 'partner') {
      pages.set(subjectKey(subject), { page: shown[type], id });
    }
  }
  const idsOf = (wanted: Subject['type']) =>
    subjects.filter(({ type }) => type === wanted).map(({ id }) => id);
  const { rows } = await pool.query<Subject & { customerId: string }>(
    `select 'customer' as type, id, id as "customerId" from customer where id = any($1)
     union select 'customer', external_id, id from customer where external_id = any($1)
     union select 'payment', external_id, customer_id from payment where external_id = any($2) and customer_id is not null
     union select 'payment', id, customer_id from payment where id = any($2) and customer_id is not null
     union select 'refund', r.external_id, p.customer_id from refund r join payment p on p.id = r.payment_id
       where r.external_id = any($3) and p.customer_id is not null
     union select 'dispute', d.external_id, p.customer_id from dispute d join payment p on p.id = d.payment_id
       where d.external_id = any($4) and p.customer_id is not null
     union select 'subscription', subscription_id, customer_id from subscription_change where subscription_id = any($5)`,
    [idsOf('customer'), idsOf('payment'), idsOf('refund'), idsOf('dispute'), idsOf('subscription')],
  );
  for (const { customerId, ...subject } of rows) {
    pages.set(subjectKey(subject), { page: 'referral', id: customerId });
  }
  return pages;
}
