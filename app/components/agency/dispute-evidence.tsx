import type { ReactNode } from 'react';
import { reasonWords } from '~/components/referrals/reason-words';
import { Card } from '~/components/ui/card';
import { formatMoment } from '~/components/ui/time';
import type { DisputeFile } from '~/domain/reporting/client-dispute';
import { verdictWords } from '~/domain/reporting/explanation-attribution-words';
import type { Instant } from '~/kernel/time';

/** What the portal knows by itself: decisions with what lost, invitations and handoffs of the domain, clicks, other disputes. */
export function DisputeEvidence({ file }: { file: DisputeFile }) {
  const { decisions, invitations, handoffs, clicks, others, customer, names } = file;
  const name = (id: string | null) => (id === null ? 'nobody' : (names[id] ?? id));
  return (
    <Card
      title="What the portal knows"
      description={`About this customer and the domain ${customer.email.split('@').at(-1)}.`}
    >
      <div className="grid gap-6">
        <Facts title="Decisions of the rules" none="None yet.">
          {decisions.map((one) => (
            <Fact key={one.id} at={one.at}>
              Credited to {one.channel === 'impact' ? 'Impact.com' : name(one.partnerId)}:{' '}
              {because(one.reason)}.
              {one.evidence.map(({ candidate, verdict }) => (
                <span key={candidate + verdict} className="block text-xs break-words text-muted">
                  {capital(withNames(candidate, names))} lost: {verdictWords(verdict, null)}.
                </span>
              ))}
            </Fact>
          ))}
        </Facts>
        <Facts title="Invitations of the domain" none="Nobody invited it.">
          {invitations.map((one) => (
            <Fact key={one.id} at={one.at}>
              By {name(one.partnerId)}, {invitationState(one)} until {formatMoment(one.expiresAt)}.
              <Id>{one.id}</Id>
            </Fact>
          ))}
        </Facts>
        <Facts title="Handoffs to the domain" none="Nobody offered one.">
          {handoffs.map((one) => (
            <Fact key={one.id} at={one.sentAt}>
              By {name(one.partnerId)}, {answer(one)}.<Id>{one.id}</Id>
            </Fact>
          ))}
        </Facts>
        <Facts title="Clicks" none="None is known of this customer.">
          {clicks.map((one) => (
            <Fact key={one.id} at={one.at}>
              {one.channel === 'impact' ? 'Impact.com' : name(one.partnerId)}, counts for {one.windowDays}{' '}
              days.
              <Id>{one.id}</Id>
            </Fact>
          ))}
        </Facts>
        {others.length > 0 && (
          <Facts title="Other disputes about it" none="">
            {others.map((one) => (
              <Fact key={one.id} at={one.openedAt}>
                By {name(one.partnerId)}, {one.outcome ?? 'waits for a decision'}.
              </Fact>
            ))}
          </Facts>
        )}
      </div>
    </Card>
  );
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

const because = (reason: string) => reasonWords[reason] ?? plain(reason);

const plain = (code: string) => code.replaceAll('_', ' ');

/** "invitation inv_1 of par_2" with the partner's name. */
const withNames = (candidate: string, names: Record<string, string>) =>
  candidate.replace(/\S+$/, (id) => names[id] ?? id);

function invitationState({ status, reason, endedAt }: DisputeFile['invitations'][number]): string {
  if (status === 'refused') return `refused (${plain(reason ?? 'no reason')})`;
  return endedAt === null ? 'in force' : `${status} on ${formatMoment(endedAt)}, else`;
}

function answer({ acceptedAt, declinedAt, revokedAt, expiresAt }: DisputeFile['handoffs'][number]): string {
  if (acceptedAt !== null) return `accepted on ${formatMoment(acceptedAt)}`;
  if (declinedAt !== null) return `declined on ${formatMoment(declinedAt)}`;
  if (revokedAt !== null) return `ended on ${formatMoment(revokedAt)}`;
  return `without an answer, open until ${formatMoment(expiresAt)}`;
}

function Facts({ title, none, children }: { title: string; none: string; children: ReactNode[] }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      {children.length === 0 ? (
        <p className="text-sm text-muted">{none}</p>
      ) : (
        <ul className="divide-y text-sm">{children}</ul>
      )}
    </section>
  );
}

function Fact({ at, children }: { at: Instant; children: ReactNode }) {
  return (
    <li className="grid gap-x-4 py-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <span className="figures text-muted">{formatMoment(at)}</span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Id({ children }: { children: string }) {
  return <span className="block font-mono text-xs break-all text-faint">{children}</span>;
}
