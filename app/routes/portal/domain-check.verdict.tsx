import { Form } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Alert, type AlertProps } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { formatDay, Time } from '~/components/ui/time';
import type { DomainVerdict } from '~/domain/agency/preflight';
import { paths } from '~/routes/paths';

export interface DomainVerdictCardProps {
  domain: string;
  verdict: DomainVerdict;
  /** an active agency may reserve */
  mayReserve: boolean;
}

/** What a domain is to the agency, and what to do; it never names anybody. */
export function DomainVerdictCard({ domain, verdict, mayReserve }: DomainVerdictCardProps) {
  const { tone, title, text, reserve } = wordsFor(domain, verdict);
  return (
    <Alert
      live
      tone={tone}
      title={title}
      className="mt-5"
      actions={
        reserve &&
        mayReserve && (
          <Form method="post" action={paths.domainReservations}>
            <input type="hidden" name="domain" value={domain} />
            <Button size="sm">{reserve}</Button>
          </Form>
        )
      }
    >
      {text}
    </Alert>
  );
}

interface Words {
  tone: NonNullable<AlertProps['tone']>;
  title: string;
  text: ReactNode;
  /** what the button says; absent: there is nothing to reserve */
  reserve?: string;
}

function wordsFor(domain: string, verdict: DomainVerdict): Words {
  switch (verdict.verdict) {
    case 'open':
      return {
        tone: 'good',
        title: `${domain} is open`,
        text: 'No customer has an address there, and nobody has reserved it.',
        reserve: 'Reserve for 30 days',
      };
    case 'reserved':
      return {
        tone: 'warn',
        title: `${domain} is reserved until ${formatDay(verdict.until)}`,
        text: (
          <>
            Another agency reserved it, until <Time at={verdict.until} precise />. You may reserve it too, but
            the earlier reservation counts if the client signs up while it is in force. If both of you hand
            over, the first acceptance counts.
          </>
        ),
        reserve: 'Reserve it all the same',
      };
    case 'yours':
      return {
        tone: 'good',
        title: `${domain} is yours`,
        text: (
          <>
            You reserved it until <Time at={verdict.until} precise />.
            {verdict.behind && ' Another agency reserved it earlier: its reservation counts first.'}
          </>
        ),
      };
    case 'customer':
      return {
        tone: 'warn',
        title: `${domain} is a customer already`,
        text: 'Somebody with an address there has signed up. You may ask for it all the same: an admin looks and decides. Who signed up before stays as it is.',
        reserve: 'Ask an admin',
      };
    case 'accepted':
      return {
        tone: 'good',
        title: `${domain} accepted you`,
        text: 'A handoff of yours was accepted for this domain. There is nothing to reserve.',
      };
    case 'taken':
      return {
        tone: 'bad',
        title: `${domain} belongs to another agency`,
        text: 'Its client accepted a handoff. One domain belongs to one agency, and the first acceptance counts.',
      };
    case 'own_domain':
      return {
        tone: 'info',
        title: `${domain} is your own`,
        text: 'Your own use of the product is free and never earns, so it is not reserved.',
      };
    case 'free_mail':
      return {
        tone: 'bad',
        title: `${domain} cannot be reserved`,
        text: 'Anybody can have an address there, so it stands for no client. Name the client’s own domain.',
      };
  }
}
