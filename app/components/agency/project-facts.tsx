import type { ReactNode } from 'react';
import { Card } from '~/components/ui/card';
import { formatDay, Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';

export interface ProjectFactsProps {
  project: {
    domain: string | null;
    contactName: string | null;
    contactEmail: string | null;
    notes: string | null;
    dueOn: string | null;
    internal: boolean;
    createdAt: Instant;
    by: string | null;
  };
}

/** What an agency noted about a client. */
export function ProjectFactsCard({ project }: ProjectFactsProps) {
  const { domain, contactName, contactEmail, notes, dueOn, internal, createdAt, by } = project;
  const none = <span className="text-faint">Not set</span>;
  return (
    <Card title="About this client" id="about">
      <dl className="grid gap-x-6 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-4">
        <Fact label="Domain">{domain ?? none}</Fact>
        <Fact label="Contact">
          {contactName ?? (contactEmail ? null : none)}
          {contactEmail && <span className="block break-all text-muted">{contactEmail}</span>}
        </Fact>
        <Fact label="Due">{dueOn ? formatDay(Date.parse(dueOn)) : none}</Fact>
        <Fact label="Made">
          <Time at={createdAt} />
          {by && <span className="block text-muted">by {by}</span>}
        </Fact>
        {internal && (
          <Fact label="Internal use" wide>
            Free. Sign-ups of {domain ?? 'its domain'} after it was noted are never credited to you. This
            stays.
          </Fact>
        )}
        {notes && (
          <Fact label="Notes" wide>
            <span className="block max-w-prose break-words whitespace-pre-wrap">{notes}</span>
          </Fact>
        )}
      </dl>
    </Card>
  );
}

function Fact({ label, wide, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'sm:col-span-2 lg:col-span-4' : 'min-w-0'}>
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
