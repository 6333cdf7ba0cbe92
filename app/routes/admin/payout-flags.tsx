import { CircleUserRound, Landmark, TriangleAlert, UserX } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import type { PayoutFlag } from '~/domain/reporting/payout-queue.server';

const flags = {
  first_payout: {
    word: 'First payout',
    icon: CircleUserRound,
    tone: 'info',
    means: 'Nothing has been paid to this partner before',
  },
  destination_changed: {
    word: 'Account is new',
    icon: Landmark,
    tone: 'warn',
    means: 'The payout account was changed within the last 72 hours',
  },
  account_not_ready: {
    word: 'Account not ready',
    icon: TriangleAlert,
    tone: 'bad',
    means: 'Stripe would refuse a transfer to this account',
  },
  partner_not_active: {
    word: 'Partner not active',
    icon: UserX,
    tone: 'bad',
    means: 'It cannot be approved',
  },
} as const;

/** What to notice before approving. */
export function PayoutFlags({ of }: { of: readonly PayoutFlag[] }) {
  if (of.length === 0) return <span className="text-xs text-faint">Nothing unusual</span>;
  return (
    <span className="inline-flex flex-wrap justify-end gap-1 sm:justify-start">
      {of.map((flag) => {
        const { word, icon, tone, means } = flags[flag];
        return (
          <Badge key={flag} tone={tone} icon={icon} title={means}>
            {word}
          </Badge>
        );
      })}
    </span>
  );
}
