import type { ReactNode } from 'react';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import { conflictReasonWords } from '~/domain/reporting/client-conflict-words';
import type { ConflictView } from '~/domain/reporting/client-dispute';
import { DisputeState } from './dispute-state';

export interface DisputeFactsProps {
  conflict: ConflictView;
  /** where a customer of one's own is looked at */
  customerTo: (id: string) => string;
}

/** What was decided about a customer with two claims, and what became of the dispute about it. */
export function DisputeFacts({ conflict, customerTo }: DisputeFactsProps) {
  const { side, credited, reason, at, customerId, dispute } = conflict;
  const words = conflictReasonWords(reason);
  return (
    <>
      <Card title={credited ? 'It is credited to you' : 'It is credited to somebody else'}>
        <dl className="grid gap-3 text-sm">
          <Fact name={side === 'lost' ? 'Why your claim lost' : 'Why the other claim lost'}>
            {words.charAt(0).toUpperCase() + words.slice(1)}.
          </Fact>
          <Fact name="Found">
            <Time at={at} precise />
          </Fact>
          {customerId && (
            <Fact name="Customer">
              <TextLink to={customerTo(customerId)}>Look at it</TextLink>
            </Fact>
          )}
        </dl>
      </Card>
      {dispute && (
        <Card
          title={side === 'lost' ? 'Your dispute' : 'The other partner disputes it'}
          actions={<DisputeState outcome={dispute.outcome} />}
        >
          <dl className="grid gap-3 text-sm">
            <Fact name="Since">
              <Time at={dispute.openedAt} precise />
            </Fact>
            {dispute.statement !== null && (
              <Fact name="What you said">
                <span className="break-words whitespace-pre-wrap">{dispute.statement}</span>
              </Fact>
            )}
            {dispute.decidedAt !== null && (
              <Fact name="Decided">
                <Time at={dispute.decidedAt} precise />
              </Fact>
            )}
            {dispute.reason !== null && (
              <Fact name="The reason given">
                <span className="break-words whitespace-pre-wrap">{dispute.reason}</span>
              </Fact>
            )}
            {dispute.outcome === null && (
              <Fact name="What comes next">
                An admin looks at the evidence and decides. Both partners get a mail with the reason.
              </Fact>
            )}
          </dl>
        </Card>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5 sm:grid-cols-[11rem_minmax(0,1fr)] sm:gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
