import {
  ArrowDownToLine,
  BadgeCheck,
  CircleDollarSign,
  CircleSlash,
  Coins,
  Flag,
  type LucideIcon,
  MousePointerClick,
  RotateCcw,
  ShieldAlert,
  UserPlus,
  Users,
  Zap,
} from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Time } from '~/components/ui/time';
import type { TimelineEntry, TimelineType } from '~/domain/qualification/timeline';
import { reasonWords } from './reason-words';

interface Look {
  icon: LucideIcon;
  title: string;
  /** a stage reached stands out */
  milestone?: true;
}

const looks: Record<TimelineType, Look> = {
  click: { icon: MousePointerClick, title: 'Followed a link' },
  linked: { icon: Flag, title: 'Linked', milestone: true },
  signed_up: { icon: UserPlus, title: 'Signed up', milestone: true },
  attributed: { icon: BadgeCheck, title: 'Credited' },
  members_changed: { icon: Users, title: 'Team changed' },
  used: { icon: Zap, title: 'Used the product' },
  activated: { icon: Flag, title: 'Activated', milestone: true },
  subscription_changed: { icon: CircleDollarSign, title: 'Subscription changed' },
  payment: { icon: CircleDollarSign, title: 'Paid' },
  paid: { icon: Flag, title: 'Became a paying customer', milestone: true },
  sustained: { icon: Flag, title: 'Sustained', milestone: true },
  refund: { icon: RotateCcw, title: 'Refunded' },
  dispute_opened: { icon: ShieldAlert, title: 'Payment disputed' },
  dispute_closed: { icon: ShieldAlert, title: 'Dispute closed' },
  subscription_canceled: { icon: CircleSlash, title: 'Subscription canceled' },
  churned: { icon: CircleSlash, title: 'Churned' },
  commission_accrued: { icon: Coins, title: 'Commission qualified' },
  commission_vested: { icon: Coins, title: 'Commission pending' },
  commission_released: { icon: Coins, title: 'Commission available' },
  commission_reversed: { icon: RotateCcw, title: 'Commission reversed' },
  commission_paid: { icon: ArrowDownToLine, title: 'Commission paid' },
};

/** What happened to a customer, oldest first. */
export function Journey({
  entries,
  rewards,
}: {
  entries: readonly TimelineEntry[];
  rewards: Record<string, string>;
}) {
  return (
    <ol className="relative">
      {shorten(entries).map((entry) => {
        const { icon: Icon, title, milestone } = looks[entry.type];
        return (
          <li key={`${entry.type}:${entry.id}`} className="group relative flex gap-3 pb-4 last:pb-0">
            <span aria-hidden className="absolute top-7 bottom-0 left-3.25 w-px bg-line group-last:hidden" />
            <span
              className={
                milestone
                  ? 'grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-ink'
                  : 'grid size-7 shrink-0 place-items-center rounded-full bg-sunken text-muted'
              }
            >
              <Icon aria-hidden size={14} />
            </span>
            <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 pt-1">
              <p className="min-w-0 text-sm">
                <span className={milestone ? 'font-semibold' : 'font-medium'}>{title}</span>{' '}
                <span className="break-words text-muted">{detailWords(entry, rewards)}</span>
                {entry.amount && entry.amount.amount !== 0n && (
                  <MoneyText {...entry.amount} className="ml-1 font-medium" />
                )}
              </p>
              <p className="text-xs text-faint">
                <Time at={entry.at} precise />
              </p>
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
      shown[shown.length - 1] = { ...last, detail: { apiCalls, days } };
    } else shown.push(entry);
  }
  return shown;
}

function detailWords({ type, id, detail }: TimelineEntry, rewards: Record<string, string>): string {
  const reward = typeof detail.reward === 'string' ? (rewards[detail.reward] ?? detail.reward) : '';
  const count = (n: unknown) => Number(n ?? 0).toLocaleString('en-US');
  switch (type) {
    case 'click':
      return detail.referrerHost ? `from ${detail.referrerHost}` : '';
    case 'linked':
    case 'attributed':
      return (reasonWords[String(detail.reason)] ?? String(detail.reason ?? '')).toLowerCase();
    case 'members_changed':
      return `to ${count(detail.members)} members`;
    case 'used':
      return detail.days
        ? `on ${count(detail.days)} days, ${count(detail.apiCalls)} API calls`
        : `${count(detail.apiCalls)} API calls`;
    case 'subscription_changed':
      return String(detail.status ?? '');
    case 'payment':
    case 'refund':
    case 'dispute_opened':
      return id;
    case 'dispute_closed':
      return String(detail.outcome ?? '');
    case 'commission_reversed':
      return [reward, detail.reason ? String(detail.reason).replaceAll('_', ' ') : '']
        .filter(Boolean)
        .join(', ');
    case 'commission_accrued':
    case 'commission_vested':
    case 'commission_released':
    case 'commission_paid':
      return reward;
    default:
      return '';
  }
}
