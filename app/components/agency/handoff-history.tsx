import { Card } from '~/components/ui/card';
import { Time } from '~/components/ui/time';
import type { HandoffMoment } from '~/domain/agency/handoff-view';

const words: Record<HandoffMoment['what'], string> = {
  sent: 'You sent the offer',
  sent_again: 'You sent a new link',
  opened: 'The client opened it',
  accepted: 'The client accepted',
  declined: 'The client declined',
  revoked: 'You took the offer back',
  replaced: 'A newer offer took its place',
  taken: 'The domain accepted another offer',
  access_ended: 'Your access ended',
};

/** What happened with the offers of a client, newest first. */
export function HandoffHistory({ moments }: { moments: readonly HandoffMoment[] }) {
  if (moments.length === 0) return null;
  return (
    <Card id="history" title="History" flush>
      <ol>
        {moments.map(({ at, what }, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its beginning, and two may be alike
            key={moments.length - i}
            className="flex flex-wrap justify-between gap-x-4 border-t px-4 py-2.5 text-sm sm:px-5"
          >
            <span>{words[what]}</span>
            <span className="figures text-muted">
              <Time at={at} precise />
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
