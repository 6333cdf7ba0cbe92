import { cx } from './class-names';

const stages = ['linked', 'signed_up', 'activated', 'paid', 'sustained'] as const;

export type StageName = (typeof stages)[number];

export const stageWords: Record<StageName, string> = {
  linked: 'Linked',
  signed_up: 'Signed up',
  activated: 'Activated',
  paid: 'Paid',
  sustained: 'Sustained',
};

/** How far a customer has come, of five steps, and the word for it. */
export function StageDots({ stage, churned }: { stage: StageName; churned?: boolean }) {
  const reached = stages.indexOf(stage);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className="inline-flex gap-1">
        {stages.map((name, i) => (
          <span
            key={name}
            className={cx(
              'size-2 rounded-full',
              i > reached ? 'border border-edge/60' : churned ? 'bg-faint' : 'bg-accent',
            )}
          />
        ))}
      </span>
      <span>
        {stageWords[stage]}
        <span className="sr-only">
          , step {reached + 1} of {stages.length}
        </span>
      </span>
    </span>
  );
}
