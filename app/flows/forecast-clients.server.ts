import { loadSelfReferralDecisions } from '~/domain/attribution/attribution.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { loadPartnerRecords } from '~/domain/partner/standings.server';
import { programCurrency } from '~/domain/program/program.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import { endsSubscription } from '~/domain/qualification/churn';
import { loadCustomerFacts } from '~/domain/qualification/facts.server';
import { type Forecast, type ForecastClient, forecastOf } from '~/domain/reporting/forecast';
import type { Referral } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db, pool } from '~/platform/db.server';

export interface ClientsForecast extends Forecast {
  /** the program's */
  currency: string;
}

/** What a partner's customers will earn it in the next twelve months if they go on as they are (ADR-0113); it reads and writes nothing. */
export async function forecastClients({ partnerId }: PartnerScope, now: Instant): Promise<ClientsForecast> {
  const customers = await db.customer.findMany({
    where: { referral: { is: { partnerId } } },
    include: { referral: true },
    orderBy: { id: 'asc' },
  });
  const ids = customers.map(({ id }) => id);
  const [facts, terms, decisions, partners, currency] = await Promise.all([
    loadCustomerFacts(db, customers),
    loadAllTerms(),
    loadSelfReferralDecisions(db, customers),
    loadPartnerRecords(db, [partnerId]),
    programCurrency(),
  ]);
  const values = await monthlyValues(ids, currency);
  const clients = customers.flatMap(({ id, externalId, referral }): ForecastClient[] => {
    const own = facts.get(id);
    if (!own || !referral) return [];
    const decision = decisions.get(`${externalId}|${partnerId}`) ?? null;
    const credited = { ...creditOf(referral), terms: termsOf(referral, terms), decision };
    return [{ facts: own, referral: credited, monthlyValue: values.get(id) ?? null }];
  });
  const standings = partners.get(partnerId)?.standings ?? [];
  return { ...forecastOf(clients, { standings, now }), currency };
}

const creditOf = ({ channel, partnerId, linkedAt, source, selfReferral }: Referral) => ({
  ...{ channel, partnerId, source, selfReferral },
  linkedAt: linkedAt.getTime(),
});

const termsOf = ({ termsKey, termsVersion }: Referral, all: Awaited<ReturnType<typeof loadAllTerms>>) =>
  all.find(({ key, version }) => key === termsKey && version === termsVersion) ?? null;

const SUBSCRIPTIONS = `
  select distinct on (customer_id, subscription_id) customer_id as "customerId", status, monthly_value as value, currency
  from subscription_change where customer_id = any($1) order by customer_id, subscription_id, at desc, event_id desc`;

interface SubscriptionRow {
  customerId: string;
  status: string;
  value: bigint | null;
  currency: string | null;
}

/** What the live subscriptions of each customer are worth a month; left out where one of them does not say so in the program's currency. */
async function monthlyValues(ids: string[], currency: string): Promise<Map<string, MinorUnits>> {
  const { rows } = await pool.query<SubscriptionRow>({
    name: 'forecast-subscriptions',
    text: SUBSCRIPTIONS,
    values: [ids],
  });
  const live = groupBy(
    rows.filter(({ status }) => !endsSubscription(status)),
    (row) => row.customerId,
  );
  return new Map(
    [...live].flatMap(([id, own]) => {
      const values = own.flatMap(({ value, currency: of }) =>
        value !== null && of === currency ? [value] : [],
      );
      return values.length === own.length ? [[id, values.reduce((a, b) => a + b, 0n)]] : [];
    }),
  );
}
