import { Check, CircleSlash, Clock, TriangleAlert } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import { Time } from '~/components/ui/time';
import type { DeliveryView } from '~/domain/agency/handoff-view';

const words = {
  waiting: { word: 'On its way', tone: 'info', icon: Clock },
  retrying: { word: 'Trying again', tone: 'warn', icon: Clock },
  delivered: { word: 'Delivered', tone: 'good', icon: Check },
  given_up: { word: 'Not delivered', tone: 'bad', icon: TriangleAlert },
  off: { word: 'Not delivered by itself', tone: 'neutral', icon: CircleSlash },
} as const;

/** What became of telling the product what the client inherits. */
export function HandoffDelivery({ delivery, program }: { delivery: DeliveryView; program: string }) {
  const { word, tone, icon } = words[delivery.state];
  return (
    <div className="grid max-w-prose justify-items-start gap-1.5 text-sm">
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      <p className="text-pretty text-muted">{sentence(delivery, program)}</p>
    </div>
  );
}

function sentence(delivery: DeliveryView, program: string) {
  switch (delivery.state) {
    case 'off':
      return `${program} is not told by this portal; its people do it by hand.`;
    case 'waiting':
      return `${program} receives version ${delivery.version} within a minute.`;
    case 'retrying':
      return `${program} did not answer yet. It is tried again for three days.`;
    case 'delivered':
      return (
        <>
          {program} received version {delivery.version}
          {delivery.at !== null && (
            <>
              {' '}
              on <Time at={delivery.at} precise />
            </>
          )}
          .
        </>
      );
    case 'given_up':
      return `${program} did not answer for three days. Its people can see that and send it again.`;
  }
}
