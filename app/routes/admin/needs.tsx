import type { ReactNode } from 'react';
import { MoneyText } from '~/components/money/money-text';
import { Time } from '~/components/ui/time';
import type { AdminOverview } from '~/domain/reporting/admin-overview.server';
import { ageInWords } from '~/domain/reporting/waiting';
import type { Instant } from '~/kernel/time';
import { paths, withQuery } from '~/routes/paths';

/** Something that waits for an admin. */
export interface Need {
  key: string;
  to: string;
  count: number;
  what: string;
  detail: ReactNode;
}

/** What waits, the most urgent first; what does not wait is left out. */
export function needsOf(overview: AdminOverview, currency: string, now: Instant): Need[] {
  const needs: Need[] = [
    {
      key: 'held',
      to: withQuery(paths.adminPayouts, { show: 'review' }),
      count: overview.payoutsHeld,
      what: 'Payouts that were stopped',
      detail: 'The answer of Stripe is unclear, or something changed: look before anything is sent.',
    },
    {
      key: 'payouts',
      to: paths.adminPayouts,
      count: overview.payoutsWaiting,
      what: 'Payouts to approve',
      detail: (
        <>
          <MoneyText amount={overview.payoutsWaitingAmount} currency={currency} />
          {overview.oldestPayoutWaiting !== null && (
            <>
              , the oldest since <Time at={overview.oldestPayoutWaiting} />
            </>
          )}
        </>
      ),
    },
    {
      key: 'partners',
      to: withQuery(paths.adminPartners, { status: 'pending' }),
      count: overview.partnersWaiting,
      what: 'Agencies that want to join',
      detail: overview.oldestPartnerWaiting !== null && (
        <>
          The oldest since <Time at={overview.oldestPartnerWaiting} />
        </>
      ),
    },
    {
      key: 'messages',
      to: withQuery(paths.adminWebhookDeliveries, { state: 'given_up' }),
      count: overview.messagesGivenUp,
      what: 'Messages the product did not take',
      detail: 'They were tried for three days: find out why, then send them again.',
    },
    {
      key: 'invalid',
      to: withQuery(paths.adminWebhooks, { status: 'invalid' }),
      count: overview.eventsInvalid,
      what: 'Events that cannot be read',
      detail: 'Well signed but malformed: the product has to send them again in another form.',
    },
    {
      key: 'versions',
      to: withQuery(paths.adminWebhooks, { version: 'other' }),
      count: overview.eventsOfOtherVersions,
      what: 'Events in another version of Stripe’s API',
      detail: 'They were applied all the same: give the webhook endpoint the version the portal reads.',
    },
    {
      key: 'waiting',
      to: withQuery(paths.adminWebhooks, { status: 'waiting' }),
      count: overview.eventsWaiting,
      what: 'Events that name somebody unknown',
      detail: (
        <>
          {overview.oldestEventWaiting !== null && (
            <>The oldest has waited for {ageInWords(overview.oldestEventWaiting, now)}. </>
          )}
          They are applied as soon as what they name appears.
        </>
      ),
    },
    {
      key: 'rates',
      to: paths.adminRates,
      count: overview.paymentsWithoutRate,
      what: 'Payments without an exchange rate',
      detail: 'They count once their day’s rate is known.',
    },
    {
      key: 'disputes',
      to: paths.adminDisputes,
      count: overview.disputesWaiting,
      what: 'Disputes to decide',
      detail: overview.oldestDisputeWaiting !== null && (
        <>
          Two partners claim a customer; the oldest since <Time at={overview.oldestDisputeWaiting} />
        </>
      ),
    },
    {
      key: 'self',
      to: withQuery(paths.adminReferrals, { self: 'yes' }),
      count: overview.selfReferrals,
      what: 'Self-referrals to decide',
      detail: 'Their commissions are frozen until then.',
    },
  ];
  return needs.filter(({ count }) => count > 0);
}
