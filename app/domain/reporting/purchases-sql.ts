// Parts of statements that several reports share.

/** What is left of payment p, as netOf of the rules has it: a lost dispute is a full refund, rounding half away from zero. */
export const NET = `case when exists (select 1 from dispute d where d.payment_id = p.id and d.outcome = 'lost') then 0
  else coalesce(p.basis - round(p.basis::numeric * least(p.amount, (select coalesce(sum(f.amount), 0) from refund f
    where f.payment_id = p.id)) / nullif(p.amount, 0)), 0) end`;

/**
 * Commissions co of purchases p credited by themselves, with their click k where it is known: no referral of the earning partner stands
 * behind them (domain.md section 3). Ends in a `where` that can go on with `and`.
 */
export const PURCHASES = `commission co join payment p on p.id = co.payment_id
  left join referral r on r.customer_id = co.customer_id and r.partner_id = co.partner_id
  left join click k on k.id = p.click_id
  where co.withdrawn_at is null and r.id is null`;
