import {
  BadgeCheck,
  Calculator,
  CircleDollarSign,
  Flag,
  Hourglass,
  type LucideIcon,
  MousePointerClick,
  RotateCcw,
  ScrollText,
  Send,
  ShieldAlert,
  SquareArrowDown,
  UserPlus,
  Wallet,
} from 'lucide-react';
import type { Step } from '~/domain/reporting/explanation';
import type { Told } from '~/domain/reporting/explanation-words';
import { MoneyText } from './money-text';

/** A step of the path, told. */
export interface PathStep extends Told {
  step: Step['step'];
}

const icons: Record<Step['step'], LucideIcon> = {
  click: MousePointerClick,
  attribution: BadgeCheck,
  sign_up: UserPlus,
  activated: Flag,
  qualification: Flag,
  payment: CircleDollarSign,
  first_payment: CircleDollarSign,
  rule: ScrollText,
  arithmetic: Calculator,
  cap: SquareArrowDown,
  hold: Hourglass,
  sustained: Flag,
  freeze: ShieldAlert,
  release: Wallet,
  reversal: RotateCcw,
  payout: Send,
};

/** What led to an amount, from the click to the bank: one sentence each, more on demand, the figures in a column. */
export function ExplanationPath({ steps }: { steps: readonly PathStep[] }) {
  return (
    <ol className="relative">
      {steps.map((step, index) => {
        const Icon = icons[step.step];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the path is read whole; steps of one kind differ by place alone
          <li key={`${step.step}-${index}`} className="group relative flex gap-3 pb-6 last:pb-0">
            <span aria-hidden className="absolute top-8 bottom-1 left-3.5 w-px bg-line group-last:hidden" />
            <span className="grid size-7 shrink-0 place-items-center rounded-full bg-sunken text-muted">
              <Icon aria-hidden size={14} />
            </span>
            <div className="min-w-0 flex-1 pt-0.5">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <h3 className="text-sm">{step.title}</h3>
                {step.figure && <MoneyText {...step.figure} className="text-sm font-medium" />}
              </div>
              <p className="mt-0.5 max-w-prose text-sm text-pretty break-words text-muted">{step.words}</p>
              {step.details.length > 0 && <More {...step} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function More({ title, details }: PathStep) {
  return (
    <details className="mt-1 text-xs">
      <summary className="inline-flex min-h-6 items-center rounded-sm font-medium text-accent-ink underline decoration-accent-ink/40 underline-offset-3 hover:decoration-current">
        Details<span className="sr-only"> of {title}</span>
      </summary>
      <ul className="mt-1 grid max-w-prose gap-1 border-l-2 pl-3 text-muted">
        {details.map((detail) => (
          <li key={detail} className="break-words">
            {detail}
          </li>
        ))}
      </ul>
    </details>
  );
}
