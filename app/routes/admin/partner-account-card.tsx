import { AccountNews, RequirementLists } from '~/components/money/account-news';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import type { AccountView } from '~/domain/partner/account-view.server';

/** How a partner is paid, as an admin sees it: what Stripe says, what its bank said, and bank details masked. */
export function PartnerAccountCard(account: AccountView) {
  const { method, payable, accountId, state, bank, details } = account;
  return (
    <Card
      id="account"
      title="Payout account"
      className="lg:col-span-2"
      actions={<Badge tone={payable ? 'good' : 'warn'}>{payable ? 'Can be paid' : 'Cannot be paid'}</Badge>}
    >
      <div className="grid gap-3 text-sm">
        <AccountNews {...account} />
        {method === 'manual' ? (
          <p>
            Paid by hand, to <span className="font-mono">{details ?? 'no account yet'}</span>
          </p>
        ) : (
          <p>
            {accountId === null ? (
              'No account at Stripe is connected.'
            ) : (
              <>
                By Stripe, account <span className="font-mono text-xs break-all">{accountId}</span>
                {bank && `, paid out to ${bank}`}
              </>
            )}
          </p>
        )}
        {method === 'stripe' && state?.reason && <p className="text-muted">{state.reason}</p>}
        {method === 'stripe' && state && <RequirementLists {...state} />}
      </div>
    </Card>
  );
}
