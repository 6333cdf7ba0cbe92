import { Arithmetic } from '~/components/money/arithmetic';
import { Card } from '~/components/ui/card';
import type { ShareReward } from '~/domain/program/terms';
import { applyBps, type MinorUnits } from '~/kernel/money';

/** Minor units. */
const BASIS: MinorUnits = 19_900n;

/** What every commission looks like to its partner, worked out with the terms in force. */
export function ExampleCommission({ reward, currency }: { reward: ShareReward; currency: string }) {
  const amount = applyBps(BASIS, reward.rateBps);
  const commission = {
    basis: BASIS,
    rateBps: reward.rateBps,
    uncapped: amount,
    amount,
    reversed: 0n,
    currency,
    month: '2026-03',
    cause: { type: 'payment', id: 'inv-2041', slice: 0 },
    reversalReason: null,
  } as const;
  return (
    <Card
      id="example"
      title="One commission, explained"
      description={`An example under “${reward.name}”. Yours look the same.`}
    >
      <Arithmetic commission={commission} reward={reward} />
    </Card>
  );
}
