import { parseTermsDocument } from '~/domain/program/terms-document';
import { Prisma } from '~/generated/prisma/client';
import { type QueryCheck, runQueries, type Snapshot } from './snapshot.server';

/** What rows must satisfy beside the rules: what they name exists, times are in order, one currency (reliability.md I3, I5). */
export async function checkRows(snapshot: Snapshot): Promise<void> {
  const { currency } = snapshot;
  await runQueries(snapshot, [
    currencies(currency),
    orphans,
    clickOrder,
    paymentOrder,
    standings,
    partners,
    versions,
    program,
  ]);
  await checkTermsDocuments(snapshot);
}

const currencies = (currency: string): QueryCheck => ({
  check: 'rows.currency',
  table: 'commission',
  sql: Prisma.sql`
    select subject, format('is in %s, the program in %s', found, ${currency}::text) as message, amount from (
      select 'commission ' || id as subject, currency as found, amount from commission
      union all select 'ledger_transaction ' || id, currency, null from ledger_transaction
      union all select 'payout ' || id, currency, amount from payout) r
    where found <> ${currency}
    union all
    select subject, 'is beyond what can be counted exactly', null from (
      select 'commission ' || id as subject, greatest(amount, uncapped, reversed, coalesce(basis, 0)) as most,
        least(amount, uncapped, reversed, amount - reversed, uncapped - amount) as least from commission
      union all select 'payment ' || id, greatest(amount, coalesce(basis, 0)), least(amount, coalesce(basis, 0)) from payment
      union all select 'payout ' || id, amount, amount - 1 from payout) r
    where most > 9007199254740991 or least < 0`,
});

// Foreign keys see to most of it, but not for whoever switches triggers off.
const orphans: QueryCheck = {
  check: 'rows.orphans',
  table: 'commission',
  sql: Prisma.sql`
    select subject, message, null::bigint as amount from (
      select 'commission ' || c.id as subject, 'names a partner, customer or payment that does not exist' as message
      from commission c
        left join partner p on p.id = c.partner_id
        left join customer u on u.id = c.customer_id
        left join payment y on y.id = c.payment_id
      where p.id is null or (c.customer_id is not null and u.id is null) or (c.payment_id is not null and y.id is null)
      union all
      select 'commission ' || c.id, 'names neither a customer nor a purchase without one'
      from commission c left join payment y on y.id = c.payment_id
      where c.customer_id is null and (y.id is null or y.customer_id is not null)
      union all
      select 'commission ' || c.id, format('is of customer %s, its payment of %s', c.customer_id, coalesce(y.customer_id, 'nobody'))
      from commission c join payment y on y.id = c.payment_id
      where c.customer_id is not null and y.customer_id is distinct from c.customer_id
      union all
      select 'referral ' || r.id, 'names a customer, partner, click or version of terms that does not exist'
      from referral r
        left join customer u on u.id = r.customer_id
        left join partner p on p.id = r.partner_id
        left join click k on k.id = r.click_id
        left join terms_version t on t.terms_key = r.terms_key and t.version = r.terms_version
      where u.id is null or (r.partner_id is not null and (p.id is null or t.version is null)) or (r.click_id is not null and k.id is null)
      union all
      select 'skip ' || s.id, 'belongs to no customer and no purchase'
      from skip s left join customer u on u.id = s.customer_id left join payment y on y.id = s.payment_id and y.customer_id is null
      where u.id is null and y.id is null
      union all
      select 'attribution_decision ' || d.id, 'is of a customer that does not exist'
      from attribution_decision d left join customer u on u.id = d.customer_id where u.id is null
      union all
      select 'customer ' || u.id, 'came through a handoff that does not exist'
      from customer u left join handoff h on h.id = u.handoff_id where u.handoff_id is not null and h.id is null
      union all
      select 'payment ' || y.id, 'is of a customer that does not exist'
      from payment y left join customer u on u.id = y.customer_id where y.customer_id is not null and u.id is null
      union all
      select 'payout_item ' || i.payout_id || '/' || i.commission_id, 'belongs to no payout or no commission'
      from payout_item i left join payout p on p.id = i.payout_id left join commission c on c.id = i.commission_id
      where p.id is null or c.id is null
      union all
      select 'payout ' || o.id, 'is of a partner that does not exist'
      from payout o left join partner p on p.id = o.partner_id where p.id is null
      union all
      select 'payout_approval ' || a.payout_id || '/' || a.user_id, 'belongs to no payout, or to nobody who signs in'
      from payout_approval a left join payout p on p.id = a.payout_id left join "user" u on u.id = a.user_id
      where p.id is null or u.id is null
      union all
      select 'payout_attempt ' || a.id, 'belongs to no payout'
      from payout_attempt a left join payout p on p.id = a.payout_id where p.id is null) r`,
};

const clickOrder: QueryCheck = {
  check: 'rows.click_order',
  table: 'referral',
  where: Prisma.sql`click_id is not null`,
  sql: Prisma.sql`
    select 'referral ' || r.id as subject,
      format('was linked at %s and credited at %s by click %s of %s, %s, %s', r.linked_at, r.credited_at, k.id, k.at, k.channel,
        coalesce(k.partner_id, 'nobody')) as message,
      null::bigint as amount
    from referral r join click k on k.id = r.click_id
    where r.linked_at <> k.at or k.at > r.credited_at or r.channel <> k.channel or r.partner_id is distinct from k.partner_id`,
};

// The rules take a payment of any date: one before the sign-up is what the product said, and a person may wonder.
const paymentOrder: QueryCheck = {
  check: 'rows.payment_order',
  table: 'commission',
  severity: 'warning',
  where: Prisma.sql`payment_at is not null and customer_id is not null`,
  sql: Prisma.sql`
    select 'commission ' || c.id as subject,
      format('was paid for at %s; its customer signed up at %s', c.payment_at, u.signed_up_at) as message,
      c.amount - c.reversed as amount
    from commission c join customer u on u.id = c.customer_id
    where c.payment_at < u.signed_up_at and c.withdrawn_at is null`,
};

const standings: QueryCheck = {
  check: 'partners.standing',
  table: 'partner_standing',
  sql: Prisma.sql`
    select 'partner_standing ' || s.id as subject,
      case when p.id is null then 'is of a partner that does not exist'
        else format('begins at %s, before the one recorded ahead of it (%s)', s.at, s.earlier) end as message,
      null::bigint as amount
    from (select *, lag(at) over (partition by partner_id order by id) as earlier from partner_standing) s
      left join partner p on p.id = s.partner_id
    where p.id is null or s.at < s.earlier`,
};

const partners: QueryCheck = {
  check: 'partners.row',
  table: 'partner',
  sql: Prisma.sql`
    select 'partner ' || p.id as subject,
      case when s.id is null then 'has no standing'
        else format('says %s under %s at %s; its latest standing (%s) says %s under %s at %s', p.status, p.terms_key,
          coalesce(p.rate_bps::text, 'the reward’s rate'), s.id, s.status, s.terms_key, coalesce(s.rate_bps::text, 'the reward’s rate')) end
        as message,
      null::bigint as amount
    from partner p left join lateral (
      select * from partner_standing where partner_id = p.id order by at desc, id desc limit 1) s on true
    where s.id is null or (p.status, p.terms_key, p.rate_bps) is distinct from (s.status, s.terms_key, s.rate_bps)`,
};

const versions: QueryCheck = {
  check: 'terms.versions',
  table: 'terms_version',
  sql: Prisma.sql`
    select format('terms_version %s %s', t.terms_key, t.version) as subject,
      case when t.place <> t.version then format('is the %sth version of its terms: one is missing', t.place)
        when k.key is null then 'is of terms that do not exist'
        else format('takes effect at %s, before it was published at %s', t.effective_at, t.created_at) end as message,
      null::bigint as amount
    from (select *, row_number() over (partition by terms_key order by version) as place from terms_version) t
      left join terms k on k.key = t.terms_key
    where t.place <> t.version or k.key is null or t.effective_at < date_trunc('milliseconds', t.created_at)
    union all
    select 'terms ' || k.key, 'has no version', null from terms k
    where not exists (select from terms_version t where t.terms_key = k.key)`,
};

const program: QueryCheck = {
  check: 'program.row',
  table: 'program',
  sql: Prisma.sql`
    select 'program' as subject, format('there are %s programs in place of one', count(*)) as message, null::bigint as amount
    from program having count(*) <> 1
    union all
    select 'program ' || id, 'its currency, minimum payout or limit of invitations cannot be', minimum_payout from program
    where id <> 1 or currency !~ '^[A-Z]{3}$' or minimum_payout < 1 or max_open_invitations < 0`,
};

/** Every published document is one the rules can read. */
async function checkTermsDocuments(snapshot: Snapshot): Promise<void> {
  const rows = await snapshot.tx.termsVersion.findMany();
  snapshot.looked('terms.documents', rows.length);
  for (const { termsKey, version, effectiveAt, document } of rows) {
    try {
      parseTermsDocument(document, { key: termsKey, version, effectiveAt: effectiveAt.getTime() });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      snapshot.found('terms.documents', `terms_version ${termsKey} ${version}`, `cannot be read: ${reason}`);
    }
  }
}
