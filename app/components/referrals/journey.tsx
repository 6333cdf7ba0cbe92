import {
  ArrowDownToLine,
  BadgeCheck,
  CircleDollarSign,
  CircleSlash,
  Coins,
  Flag,
  Hourglass,
  type LucideIcon,
  MousePointerClick,
  RotateCcw,
  ShieldAlert,
  UserPlus,
  Users,
  Zap,
} from 'lucide-react';
import { cx } from '~/components/ui/class-names';
import { Time } from '~/components/ui/time';
import { type TimelineEntry, type TimelineType, timelineKey } from '~/domain/qualification/timeline';
import { timelineWords } from '~/domain/qualification/timeline-words';

interface Look {
  icon: LucideIcon;
  title: string;
  /** a stage reached, or what earned nothing, stands out */
  tone?: 'milestone' | 'nothing';
}

const looks: Record<TimelineType, Look> = {
  click: { icon: MousePointerClick, title: 'Followed a link' },
  linked: { icon: Flag, title: 'Linked', tone: 'milestone' },
  signed_up: { icon: UserPlus, title: 'Signed up', tone: 'milestone' },
  captured: { icon: MousePointerClick, title: 'Later click' },
  attributed: { icon: BadgeCheck, title: 'Credited' },
  members_changed: { icon: Users, title: 'Team changed' },
  used: { icon: Zap, title: 'Used the product' },
  activated: { icon: Flag, title: 'Activated', tone: 'milestone' },
  subscription_changed: { icon: CircleDollarSign, title: 'Subscription changed' },
  payment: { icon: CircleDollarSign, title: 'Paid' },
  paid: { icon: Flag, title: 'Became a paying customer', tone: 'milestone' },
  sustained: { icon: Flag, title: 'Sustained', tone: 'milestone' },
  refund: { icon: RotateCcw, title: 'Refunded' },
  refund_failed: { icon: RotateCcw, title: 'Refund failed' },
  dispute_opened: { icon: ShieldAlert, title: 'Payment disputed' },
  dispute_closed: { icon: ShieldAlert, title: 'Dispute closed' },
  dispute_restored: { icon: ShieldAlert, title: 'Dispute won after all' },
  subscription_canceled: { icon: CircleSlash, title: 'Subscription canceled' },
  churned: { icon: CircleSlash, title: 'Churned' },
  commission_accrued: { icon: Coins, title: 'Commission qualified' },
  commission_vested: { icon: Coins, title: 'Commission pending' },
  commission_released: { icon: Coins, title: 'Commission available' },
  commission_reversed: { icon: RotateCcw, title: 'Commission reversed' },
  commission_withdrawn: { icon: CircleSlash, title: 'Commission undone' },
  payout_requested: { icon: ArrowDownToLine, title: 'Payout' },
  commission_paid: { icon: ArrowDownToLine, title: 'Commission paid' },
  earned_nothing: { icon: CircleSlash, title: 'Earned nothing', tone: 'nothing' },
  not_earned_yet: { icon: Hourglass, title: 'Not earned yet', tone: 'nothing' },
};

const tones = {
  milestone: 'bg-accent-soft text-accent-ink',
  nothing: 'bg-warn-soft text-warn-ink',
  none: 'bg-sunken text-muted',
};

/** What happened to a customer, oldest first; what earned nothing says what would have changed it. */
export function Journey({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="relative">
      {shorten(entries).map((entry) => {
        const { icon: Icon, title, tone = 'none' } = looks[entry.type];
        return (
          <li key={timelineKey(entry)} className="group relative flex gap-3 pb-4 last:pb-0">
            <span aria-hidden className="absolute top-7 bottom-0 left-3.25 w-px bg-line group-last:hidden" />
            <span className={cx('grid size-7 shrink-0 place-items-center rounded-full', tones[tone])}>
              <Icon aria-hidden size={14} />
            </span>
            <div className="min-w-0 flex-1 pt-1">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <h3
                  className={cx(
                    'text-sm tracking-normal',
                    tone === 'milestone' ? 'font-semibold' : 'font-medium',
                  )}
                >
                  {title}
                </h3>
                <p className="text-xs text-faint">
                  <Time at={entry.at} precise />
                </p>
              </div>
              {entry.words !== `${title}.` && (
                <p className="max-w-prose text-sm text-pretty break-words text-muted">{entry.words}</p>
              )}
              {entry.change && (
                <p className="mt-1 max-w-prose border-l-2 pl-3 text-sm text-pretty break-words">
                  {entry.change}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/**
 * Days of use one after the other are one line: 30 of them would hide what matters. A commission that is pending the moment it qualifies
 * is one line, too.
 */
function shorten(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const shown: TimelineEntry[] = [];
  for (const entry of entries) {
    const last = shown.at(-1);
    const again = shown.findIndex(
      (one) => one.type === 'commission_accrued' && one.id === entry.id && one.at === entry.at,
    );
    if (entry.type === 'commission_vested' && again >= 0) shown.splice(again, 1);
    if (entry.type === 'used' && last?.type === 'used') {
      const apiCalls = Number(last.detail.apiCalls ?? 0) + Number(entry.detail.apiCalls ?? 0);
      const days = Number(last.detail.days ?? 1) + 1;
      const detail = { apiCalls, days };
      shown[shown.length - 1] = { ...last, detail, words: timelineWords({ ...last, detail }, {}) };
    } else shown.push(entry);
  }
  return shown;
}
