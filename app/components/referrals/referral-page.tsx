import type { ReactNode } from 'react';
import { type CommissionRow, CommissionTable } from '~/components/money/commission-table';
import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { cx } from '~/components/ui/class-names';
import { Pagination } from '~/components/ui/pagination';
import { stageWords } from '~/components/ui/stage-dots';
import { Time } from '~/components/ui/time';
import type { Milestones } from '~/domain/qualification/milestones';
import type { TimelineEntry } from '~/domain/qualification/timeline';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { Journey } from './journey';
import { NextStepWords } from './next-step-words';
import { reasonWords, selfReferralBadge } from './reason-words';
import type { ReferralRow } from './referral-table';

export interface ReferralPageProps {
  row: ReferralRow;
  milestones: Milestones;
  activeDays: number;
  members: number;
  lifetimeValue: MinorUnits;
  /** after the first payment nobody else can be credited (domain.md section 3) */
  locked: boolean;
  entries: readonly TimelineEntry[];
  nextCursor: string | null;
  commissions: readonly CommissionRow[];
  rewards: Record<string, string>;
  /** where a commission is looked at; null: nowhere */
  commissionTo: ((id: string) => string) | null;
}

/** One customer: its five steps, its journey, its commissions. */
export function ReferralPage(props: ReferralPageProps) {
  const { row, entries, nextCursor, commissions, rewards } = props;
  return (
    <div className="grid gap-5">
      <Steps milestones={props.milestones} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_19rem] lg:items-start">
        <div className="grid min-w-0 gap-5">
          <Card id="commissions" title="Commissions" flush>
            <CommissionTable
              rows={commissions}
              rewards={rewards}
              to={props.commissionTo}
              ofOneCustomer
              caption={`Commissions of ${row.externalId}`}
            />
          </Card>
          <Card
            id="journey"
            title="Journey"
            description="Everything that counts, at the time it happened; and what earned nothing, with what would have changed it."
          >
            <Journey entries={entries} />
          </Card>
          {nextCursor && <Pagination nextCursor={nextCursor} what="events" shown={entries.length} />}
        </div>
        <Facts {...props} />
      </div>
    </div>
  );
}

function Steps({ milestones }: { milestones: Milestones }) {
  const steps: Array<[string, Instant | null]> = [
    [stageWords.linked, milestones.linkedAt],
    [stageWords.signed_up, milestones.signedUpAt],
    [stageWords.activated, milestones.activatedAt],
    [stageWords.paid, milestones.paidAt],
    [stageWords.sustained, milestones.sustainedAt],
  ];
  return (
    <ol
      aria-label="Stages"
      className="grid rounded-md border bg-surface shadow-card max-sm:divide-y sm:grid-cols-5 sm:divide-x"
    >
      {steps.map(([name, at]) => (
        <li key={name} className="flex items-center gap-3 px-4 py-3 sm:block">
          <span className="flex flex-1 items-center gap-2 text-sm">
            <span
              aria-hidden
              className={cx('size-2 rounded-full', at === null ? 'border border-edge/60' : 'bg-accent')}
            />
            <span className={at === null ? 'text-faint' : 'font-medium'}>{name}</span>
          </span>
          <span className="text-xs text-faint sm:mt-1 sm:block sm:pl-4">
            {at === null ? 'Not yet' : <Time at={at} />}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Facts({ row, locked, activeDays, members, lifetimeValue }: ReferralPageProps) {
  return (
    <Card id="facts" title="Facts">
      <dl className="grid gap-3 text-sm">
        <Fact name="To the next stage">
          <NextStepWords step={row.next} />
        </Fact>
        <Fact name="Why it is credited">
          {row.reason ? (reasonWords[row.reason] ?? row.reason) : 'It is credited to nobody'}
          {locked && <span className="block text-xs text-faint">Locked since the first payment</span>}
        </Fact>
        <Fact name="Active days">{activeDays.toLocaleString('en-US')}</Fact>
        <Fact name="Members">{members.toLocaleString('en-US')}</Fact>
        <Fact name="Has paid">
          <MoneyText amount={lifetimeValue} currency={row.currency} />
        </Fact>
        <Fact name="Commission">
          <MoneyText amount={row.earned} currency={row.currency} className="font-medium" />
        </Fact>
      </dl>
      {(row.selfReferral || row.trialing || row.churned) && (
        <p className="mt-4 flex flex-wrap gap-1.5 border-t pt-4">
          {row.churned && <Badge>Churned</Badge>}
          {row.trialing && <Badge tone="info">Trial</Badge>}
          {row.selfReferral && <Badge {...selfReferralBadge[row.selfReferral]} />}
        </p>
      )}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}
