import type { z } from 'zod';
import { handleAdvice } from '~/domain/partner/handle';
import { payoutPlace } from '~/domain/partner/payout-account.server';
import { partnerTotals } from '~/domain/reporting/partner-totals.server';
import type { StandingChanged } from '~/flows/change-partner.server';
import type { PartnerCreation } from '~/flows/create-partner.server';
import { notFound, problem } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import type { Partner } from './operations/partners';
import { iso, money } from './schema';

type PartnerRow = Extract<PartnerCreation, { outcome: 'created' }>['partner'];
type PartnerJson = z.input<typeof Partner>;

/** Partners with their totals. */
export async function presentPartners(rows: readonly PartnerRow[]): Promise<PartnerJson[]> {
  const totals = await partnerTotals(rows.map(({ id }) => id));
  return rows.map((row) => {
    const { id, handle, kind, name, email, status, country, stripeAccountId, automaticPayout } = row;
    const { method: payoutMethod, payable } = payoutPlace(row);
    const {
      clicks = 0,
      customers = 0,
      revenue = 0n,
      commission = 0n,
      currency = 'USD',
    } = totals.get(id) ?? {};
    return {
      ...{
        id,
        handle,
        kind,
        name,
        email,
        status,
        country,
        stripeAccountId,
        payoutMethod,
        payable,
        automaticPayout,
      },
      terms: row.termsKey,
      rateBps: row.rateBps === null ? null : Number(row.rateBps),
      createdAt: iso(row.createdAt),
      totals: {
        clicks,
        customers,
        revenue: money(revenue, currency),
        commission: money(commission, currency),
      },
    };
  });
}

export async function presentPartner(row: PartnerRow): Promise<PartnerJson> {
  const [partner] = await presentPartners([row]);
  if (!partner) throw new Error('one row gives one partner');
  return partner;
}

/** The new partner. @throws {Response} why there is none */
export function created(result: PartnerCreation): PartnerRow {
  switch (result.outcome) {
    case 'created':
      return result.partner;
    case 'invalid_handle':
      throw invalidField('handle', `cannot be used. ${handleAdvice[result.problem]}`, 'invalid_handle');
    case 'handle_taken':
      throw problem({
        status: 409,
        code: 'handle_taken',
        detail: 'Another partner has this handle. Choose another.',
      });
    case 'unknown_terms':
      throw unknownTerms();
  }
}

/** The changed partner. @throws {Response} why it did not change */
export function changed(result: StandingChanged): PartnerRow {
  switch (result.outcome) {
    case 'changed':
      return result.partner;
    case 'not_found':
      throw notFound('partner');
    case 'unknown_terms':
      throw unknownTerms();
    case 'illegal':
      throw problem({
        status: 409,
        code: 'wrong_state',
        detail: `A partner that is ${result.from} cannot get this status.`,
      });
  }
}

function unknownTerms(): Response {
  return invalidField('terms', 'is not the key of any terms', 'unknown_terms');
}
