// Parts of statements that several reports share.

/** The refunds of payment p that count: out of what each is, summed (ADR-0083). */
const GIVEN = `select coalesce(f.out_of, p.amount) as out_of, sum(f.amount) as amount from refund f
    where f.payment_id = p.id and not exists (select from refund_undone x where x.external_id = f.external_id) group by 1
  union all select coalesce(d.out_of, p.amount), sum(coalesce(d.amount, p.amount)) from dispute d
    where d.payment_id = p.id and d.outcome = 'lost' and d.restored_at is null group by 1`;

/** What is left of payment p, as netOf of the rules has it: a lost dispute is a full refund, rounding half away from zero. */
export const NET = `coalesce(p.basis - (select least(p.basis, coalesce(round(sum(p.basis::numeric * g.amount / nullif(g.out_of, 0))), 0))
  from (${GIVEN}) g), 0)`;

/**
 * Commissions co of purchases p credited by themselves, with their click k where it is known: no referral of the earning partner stands
 * behind them (domain.md section 3). Ends in a `where` that can go on with `and`.
 */
export const PURCHASES = `commission co join payment p on p.id = co.payment_id
  left join referral r on r.customer_id = co.customer_id and r.partner_id = co.partner_id
  left join click k on k.id = p.click_id
  where co.withdrawn_at is null and r.id is null`;
