import { Link } from '@remix-run/react';
import { Users } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { StageDots, type StageName } from '~/components/ui/stage-dots';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { NextStep } from '~/domain/reporting/next-step';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { NextStepWords } from './next-step-words';
import { reasonWords, selfReferralBadge } from './reason-words';

/** A referred customer as a list shows it. */
export interface ReferralRow {
  id: string;
  externalId: string;
  email: string;
  stage: StageName;
  churned: boolean;
  trialing: boolean;
  signedUpAt: Instant;
  /** null: nobody is credited */
  reason: string | null;
  channel: 'partner' | 'impact' | null;
  partner: { id: string; handle: string; name: string } | null;
  /** its own partner signed up: what an admin said of it; null: it is none */
  selfReferral: 'undecided' | 'allowed' | 'denied' | null;
  next: NextStep;
  earned: MinorUnits;
  currency: string;
}

export interface ReferralTableProps {
  rows: readonly ReferralRow[];
  /** whom each is credited to: for admins */
  withPartner?: boolean;
  /** where one of them is looked at */
  to: (id: string) => string;
  filtered: boolean;
}

/** Referred customers with their stage, what comes next, and what they brought. */
export function ReferralTable({ rows, withPartner, to, filtered }: ReferralTableProps) {
  const columns: Array<Column<ReferralRow>> = [
    {
      key: 'customer',
      header: 'Customer',
      names: true,
      cell: (row) => (
        <>
          <Link to={to(row.id)} prefetch="intent" className="rounded-sm font-medium hover:underline">
            {row.externalId}
          </Link>
          <span className="block text-xs text-faint">{row.email}</span>
        </>
      ),
    },
    ...(withPartner ? [{ key: 'partner', header: 'Credited to', cell: creditedTo }] : []),
    { key: 'stage', header: 'Stage', cell: stageCell },
    {
      key: 'reason',
      header: 'Why',
      minor: true,
      cell: (row) => (row.reason ? (reasonWords[row.reason] ?? row.reason) : 'Nobody'),
    },
    {
      key: 'next',
      header: 'To the next stage',
      cell: (row) => <NextStepWords step={row.next} />,
      minor: true,
    },
    { key: 'since', header: 'Signed up', cell: (row) => <Time at={row.signedUpAt} />, minor: true },
    {
      key: 'earned',
      header: 'Commission',
      align: 'end',
      cell: (row) => <MoneyText amount={row.earned} currency={row.currency} />,
    },
  ];
  return (
    <DataTable
      caption="Referred customers"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={<NoReferrals filtered={filtered} withPartner={withPartner ?? false} />}
    />
  );
}

function creditedTo({ channel, partner }: ReferralRow) {
  if (channel === 'impact') return 'Impact.com';
  if (!partner) return <span className="text-faint">Nobody</span>;
  return (
    <TextLink
      to={`/admin/partners/${encodeURIComponent(partner.id)}`}
      className="no-underline hover:underline"
    >
      {partner.name}
    </TextLink>
  );
}

function stageCell({ stage, churned, trialing, selfReferral }: ReferralRow) {
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-x-2 gap-y-1 sm:justify-start">
      <StageDots stage={stage} churned={churned} />
      {churned && <Badge>Churned</Badge>}
      {trialing && <Badge tone="info">Trial</Badge>}
      {selfReferral && <Badge {...selfReferralBadge[selfReferral]} />}
    </span>
  );
}

function NoReferrals({ filtered, withPartner }: { filtered: boolean; withPartner: boolean }) {
  if (filtered) return <EmptyState title="No customer is at this stage">Look at all of them.</EmptyState>;
  if (withPartner)
    return (
      <EmptyState icon={Users} title="No customers yet">
        They appear with the product’s first signed sign-up event.
      </EmptyState>
    );
  return (
    <EmptyState icon={Users} title="No referrals yet">
      A customer appears here when somebody who followed <TextLink to="/links">one of your links</TextLink>{' '}
      signs up.
    </EmptyState>
  );
}
