import { Check } from 'lucide-react';
import { cx } from '~/components/ui/class-names';
import { Time } from '~/components/ui/time';
import { PROJECT_STAGES, type ProjectStage } from '~/domain/agency/project-stage';
import type { Instant } from '~/kernel/time';

export const projectStageWords: Record<ProjectStage, { word: string; means: string }> = {
  draft: { word: 'Draft', means: 'You prepare it' },
  sent: { word: 'Sent', means: 'The client has the offer' },
  accepted: { word: 'Accepted', means: 'The client inherits it' },
  live: { word: 'Live', means: 'The client has signed up' },
  paying: { word: 'Paying', means: 'The client pays, you earn' },
};

export interface ProjectStepperProps {
  stage: ProjectStage;
  /** when each step was reached; absent: not, or not known */
  at: Partial<Record<ProjectStage, Instant | null>>;
}

/** How far the work for a client has come: Draft, Sent, Accepted, Live, Paying. */
export function ProjectStepper({ stage, at }: ProjectStepperProps) {
  const reached = PROJECT_STAGES.indexOf(stage);
  return (
    <ol className="grid gap-3 sm:grid-cols-5 sm:gap-2">
      {PROJECT_STAGES.map((name, index) => (
        <Step
          key={name}
          name={name}
          at={at[name] ?? null}
          state={index < reached ? 'done' : index === reached ? 'here' : 'ahead'}
        />
      ))}
    </ol>
  );
}

interface StepProps {
  name: ProjectStage;
  at: Instant | null;
  state: 'done' | 'here' | 'ahead';
}

const bars = { done: 'bg-accent', here: 'bg-accent', ahead: 'bg-line' };

function Step({ name, at, state }: StepProps) {
  const { word, means } = projectStageWords[name];
  return (
    <li aria-current={state === 'here' ? 'step' : undefined} className="flex gap-3 sm:block">
      <span
        aria-hidden
        className={cx('w-1 shrink-0 rounded-full sm:mb-2 sm:block sm:h-1 sm:w-full', bars[state])}
      />
      <span className="grid">
        <span
          className={cx(
            'flex items-center gap-1.5 text-sm',
            state === 'here' ? 'font-semibold' : state === 'ahead' ? 'text-faint' : 'font-medium',
          )}
        >
          {word}
          {state === 'done' && <Check aria-label="done" size={14} className="text-accent-ink" />}
        </span>
        <span className="text-xs text-faint">
          {state !== 'ahead' && at !== null ? <Time at={at} /> : state === 'ahead' ? means : 'Now'}
        </span>
      </span>
    </li>
  );
}
