import {
  CircleUserRound,
  FileWarning,
  Landmark,
  type LucideIcon,
  Percent,
  TrendingUp,
  TriangleAlert,
  UserRound,
  UserRoundCheck,
  UserX,
} from 'lucide-react';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import type { PayoutFlag } from '~/domain/payout/batch-risk';

interface Look {
  word: string;
  icon: LucideIcon;
  tone: BadgeTone;
  means: string;
}

const flags: Readonly<Record<PayoutFlag, Look>> = {
  changed: {
    word: 'Changed since',
    icon: FileWarning,
    tone: 'bad',
    means: 'A commission was taken back or the account is another one: it can only be rejected',
  },
  partner_not_active: {
    word: 'Partner not active',
    icon: UserX,
    tone: 'bad',
    means: 'It cannot be approved',
  },
  account_not_ready: {
    word: 'Account not ready',
    icon: TriangleAlert,
    tone: 'bad',
    means: 'Stripe would refuse a transfer to this account',
  },
  own_partner: {
    word: 'Your own',
    icon: UserRoundCheck,
    tone: 'bad',
    means: 'You belong to this partner: another admin approves it',
  },
  destination_changed: {
    word: 'Account is new',
    icon: Landmark,
    tone: 'warn',
    means: 'The payout account was changed within the last 72 hours',
  },
  first_payout: {
    word: 'First payout',
    icon: CircleUserRound,
    tone: 'info',
    means: 'Nothing has been paid to this partner before',
  },
  above_mean: {
    word: 'Over 3\u00d7 the mean',
    icon: TrendingUp,
    tone: 'warn',
    means: 'More than three times the mean of what was paid to this partner before',
  },
  refund_rate: {
    word: 'Many refunds',
    icon: Percent,
    tone: 'warn',
    means: 'More than 15 % of the sales of the last year were refunded or disputed',
  },
  one_customer: {
    word: 'One customer',
    icon: UserRound,
    tone: 'info',
    means: 'More than half of it comes from a single customer',
  },
};

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
