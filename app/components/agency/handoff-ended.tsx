import type { LinkState } from '~/domain/agency/handoff-state';
import { HandoffLayout } from './handoff-layout';

export type EndedState = Exclude<LinkState, 'open' | 'accepted'>;

export interface HandoffEndedProps {
  /** unknown: no such link was ever made */
  state: EndedState | 'unknown';
  /** who offered; null for an unknown link, which tells nothing */
  agency: { name: string; email: string } | null;
}

/** A link that leads to no offer: what became of it, and what to do. */
export function HandoffEnded({ state, agency }: HandoffEndedProps) {
  const { title, text, next } = wordsFor(state, agency?.name ?? 'the agency');
  return (
    <HandoffLayout title={title} lead={text}>
      <p className="text-sm text-pretty">
        {next}
        {agency && state !== 'declined' && (
          <>
            {' '}
            <a
              href={`mailto:${agency.email}`}
              className="font-medium break-all text-accent-ink underline underline-offset-3"
            >
              {agency.email}
            </a>
          </>
        )}
      </p>
    </HandoffLayout>
  );
}

interface Words {
  title: string;
  text: string;
  next: string;
}

function wordsFor(state: HandoffEndedProps['state'], agency: string): Words {
  switch (state) {
    case 'unknown':
      return {
        title: 'This link leads nowhere',
        text: 'It is incomplete or was changed on its way: mail programs sometimes break a link in two.',
        next: 'Open the mail again and press the link there, or copy all of it into the address line. If that does not help, ask whoever sent it for a new one.',
      };
    case 'replaced':
      return {
        title: 'A newer link was sent',
        text: `${agency} sent this again, and only the newest link works.`,
        next: 'Look into your mail for the newest message, and open the link there. Nothing there? Ask for another:',
      };
    case 'expired':
      return {
        title: 'This link has expired',
        text: 'A link is good for fourteen days. Nothing was handed over.',
        next: `Ask ${agency} to send it again:`,
      };
    case 'revoked':
      return {
        title: `${agency} took this offer back`,
        text: 'Nothing was handed over, and there is nothing for you to do.',
        next: 'Questions? Ask',
      };
    case 'taken':
      return {
        title: 'Another offer was accepted',
        text: 'For this domain the offer of another agency was accepted already. One domain belongs to one agency, and the first acceptance counts.',
        next: 'Was that not meant? Speak with your colleagues first, then with',
      };
    case 'declined':
      return {
        title: 'You declined this offer',
        text: `${agency} was told. Nothing was handed over.`,
        next: `If you change your mind, ask ${agency} for a new one.`,
      };
    case 'on_hold':
      return {
        title: 'This offer is on hold',
        text: `${agency} cannot take on clients at the moment. Nothing is lost: the same link works again when it can.`,
        next: 'Try again in a few days, or ask',
      };
  }
}
