import type { ReactNode } from 'react';
import { reasonWords } from '~/components/referrals/reason-words';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import { conflictReasonWords } from '~/domain/reporting/client-conflict-words';
import type { DisputeFile } from '~/domain/reporting/client-dispute';

export interface DisputeClaimsProps {
  file: DisputeFile;
  to: { customer: (id: string) => string; partner: (id: string) => string };
}

/** Both claims side by side, and the decision when there is one. */
export function DisputeClaims({ file, to }: DisputeClaimsProps) {
  const { dispute, customer, conflicts, names } = file;
  const { credited } = customer;
  const conflict = conflicts.find(({ loserId }) => loserId === dispute.partnerId);
  const partner = (id: string | null) =>
    id === null ? 'nobody' : <TextLink to={to.partner(id)}>{names[id] ?? id}</TextLink>;
  return (
    <>
      <div className="grid gap-5 lg:grid-cols-2">
        <Card title="Says that it is its own">
          <dl className="grid gap-3 text-sm">
            <Fact name="Partner">{partner(dispute.partnerId)}</Fact>
            <Fact name="Since">
              <Time at={dispute.openedAt} precise />
            </Fact>
            <Fact name="In its words">
              <span className="break-words whitespace-pre-wrap">{dispute.statement}</span>
            </Fact>
            {conflict && <Fact name="Why it lost">{capital(conflictReasonWords(conflict.reason))}.</Fact>}
          </dl>
        </Card>
        <Card title="Is credited now">
          <dl className="grid gap-3 text-sm">
            <Fact name="Partner">
              {credited?.channel === 'impact' ? 'Impact.com' : partner(credited?.partnerId ?? null)}
            </Fact>
            {credited && (
              <>
                <Fact name="By">{reasonWords[credited.reason] ?? credited.reason}</Fact>
                <Fact name="Linked">
                  <Time at={credited.linkedAt} precise />
                </Fact>
              </>
            )}
            <Fact name="Customer">
              <TextLink to={to.customer(customer.id)}>{customer.externalId}</TextLink>, {customer.email}
            </Fact>
            <Fact name="Signed up">
              <Time at={customer.signedUpAt} precise />
            </Fact>
            <Fact name="First paid">
              {customer.paidAt === null ? 'Not yet' : <Time at={customer.paidAt} precise />}
            </Fact>
          </dl>
        </Card>
      </div>
      {dispute.decidedAt !== null && (
        <Card title={dispute.outcome === 'upheld' ? 'Upheld' : 'Rejected'}>
          <dl className="grid gap-3 text-sm">
            <Fact name="Decided">
              <Time at={dispute.decidedAt} precise />
            </Fact>
            <Fact name="Reason">
              <span className="break-words whitespace-pre-wrap">{dispute.reason}</span>
            </Fact>
            <Fact name="Evidence">
              <span className="break-words whitespace-pre-wrap">
                {dispute.evidence ?? 'None was written down.'}
              </span>
            </Fact>
          </dl>
        </Card>
      )}
    </>
  );
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
