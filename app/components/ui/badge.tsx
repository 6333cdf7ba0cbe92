import {
  Ban,
  Check,
  CircleDashed,
  Clock,
  Hourglass,
  type LucideIcon,
  Pause,
  RotateCcw,
  Send,
  TriangleAlert,
} from 'lucide-react';

type Tone = 'qualifying' | 'pending' | 'available' | 'transit' | 'paid' | 'danger';

const tones: Record<Tone, string> = {
  qualifying: 'bg-qualifying-soft text-qualifying',
  pending: 'bg-pending-soft text-pending',
  available: 'bg-available-soft text-available',
  transit: 'bg-transit-soft text-transit',
  paid: 'bg-paid-soft text-paid',
  danger: 'bg-danger-soft text-danger',
};

interface Look {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

/** Status words of domain.md section 7 and 9, as people read them; a word, a colour and a sign, never a colour alone. */
const looks: Record<string, Look> = {
  // commissions
  accrued: { word: 'Qualifying', tone: 'qualifying', icon: CircleDashed },
  vested: { word: 'Pending', tone: 'pending', icon: Hourglass },
  released: { word: 'Available', tone: 'available', icon: Check },
  paid: { word: 'Paid', tone: 'paid', icon: Check },
  reversed: { word: 'Reversed', tone: 'danger', icon: RotateCcw },
  // payouts
  requested: { word: 'Requested', tone: 'pending', icon: Clock },
  approved: { word: 'Approved', tone: 'transit', icon: Check },
  sending: { word: 'Sending', tone: 'transit', icon: Send },
  rejected: { word: 'Rejected', tone: 'danger', icon: Ban },
  failed: { word: 'Failed', tone: 'danger', icon: TriangleAlert },
  returned: { word: 'Returned', tone: 'danger', icon: RotateCcw },
  canceled: { word: 'Canceled', tone: 'qualifying', icon: Ban },
  // partners
  pending: { word: 'Waiting', tone: 'pending', icon: Clock },
  active: { word: 'Active', tone: 'available', icon: Check },
  paused: { word: 'Paused', tone: 'qualifying', icon: Pause },
  suspended: { word: 'Suspended', tone: 'danger', icon: Ban },
  closed: { word: 'Closed', tone: 'qualifying', icon: Ban },
  // deliveries
  received: { word: 'Received', tone: 'transit', icon: Clock },
  applied: { word: 'Applied', tone: 'available', icon: Check },
  waiting: { word: 'Waiting', tone: 'pending', icon: Hourglass },
  ignored: { word: 'Ignored', tone: 'qualifying', icon: Ban },
  invalid: { word: 'Invalid', tone: 'danger', icon: TriangleAlert },
};

/** A status as a word with a sign. */
export function StatusBadge({ status, title }: { status: string; title?: string }) {
  const { word, tone, icon } = looks[status] ?? {
    word: status,
    tone: 'qualifying' as const,
    icon: CircleDashed,
  };
  return (
    <Badge tone={tone} icon={icon} title={title}>
      {word}
    </Badge>
  );
}

export function Badge({
  tone = 'qualifying',
  icon: Icon,
  title,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  title?: string | undefined;
  children: string;
}) {
  return (
    <span
      title={title}
      className={`inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 text-micro font-medium ${tones[tone]}`}
    >
      {Icon ? <Icon aria-hidden className="size-3" /> : null}
      {children}
    </span>
  );
}
