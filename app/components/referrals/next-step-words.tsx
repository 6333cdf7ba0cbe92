import { Time } from '~/components/ui/time';
import type { NextStep } from '~/domain/reporting/next-step';

const days = (n: number) => `${n} ${n === 1 ? 'day' : 'days'}`;

/** What a customer still needs for its next stage, and when. */
export function NextStepWords({ step }: { step: NextStep }) {
  switch (step.kind) {
    case 'activation':
      return (
        <>
          {days(step.activeDaysLeft)} of use, or {step.apiCallsLeft.toLocaleString('en-US')} API calls
        </>
      );
    case 'payment':
      return <>A first payment</>;
    case 'sustained':
      if (step.idle) return <>A use or a payment</>;
      return (
        <>
          {step.daysLeft > 0 ? `${days(step.daysLeft)}, on ` : 'Today, '}
          <Time at={step.at} />
        </>
      );
    case 'churned':
      return (
        <>
          Left on <Time at={step.at} />
        </>
      );
    case 'done':
      return <>Nothing: all five reached</>;
  }
}
