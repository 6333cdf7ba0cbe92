import type { ReactNode } from 'react';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import type { ArithmeticLine, RuleStep } from '~/domain/reporting/explanation';
import { ExplainedArithmetic } from './arithmetic';
import { type CommissionRow, causeWords } from './commission-table';
import { ExplanationPath, type PathStep } from './explanation-path';

export interface ExplainedCommissionProps {
  commission: CommissionRow;
  /** empty: a late event undid it */
  steps: readonly PathStep[];
  lines: readonly ArithmeticLine[];
  rule: RuleStep | null;
  /** what it comes to, in one sentence */
  words: string;
  withdrawn: boolean;
  inBooks: boolean;
  /** whose amount it is: "Yours", or the partner's */
  whose: string;
  /** who it is about, as this reader may look them up */
  people: ReactNode;
}

/** The whole story of one commission, as partners and admins see it (ADR-0073). */
export function ExplainedCommission(props: ExplainedCommissionProps) {
  const { commission, steps, lines, rule, words, withdrawn, inBooks, whose, people } = props;
  if (withdrawn)
    return (
      <Alert tone="warn" title="Undone">
        {words}
      </Alert>
    );
  const cause =
    commission.cause.type === 'payment' ? causeWords(commission) : (rule?.rewardName ?? commission.reward);
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr] lg:items-start">
      <Card id="arithmetic" title="Arithmetic" className="lg:col-start-2">
        <ExplainedArithmetic lines={lines} currency={commission.currency} cause={cause} whose={whose} />
      </Card>
      <Card
        id="path"
        title="How it came about"
        description={words}
        className="lg:col-start-1 lg:row-span-2 lg:row-start-1"
      >
        {!inBooks && (
          <Alert tone="info" className="mb-5">
            A new event is being settled; the books will say the same in a moment.
          </Alert>
        )}
        <ExplanationPath steps={steps} />
      </Card>
      <Card id="rule" title="Rule" className="lg:col-start-2">
        <dl className="grid gap-3 text-sm">
          {rule && (
            <>
              <Line name="Terms">
                {rule.termsName}, version {rule.version}
              </Line>
              <Line name="Qualifies">{rule.qualifies}</Line>
              <Line name="Pays">{rule.pays}</Line>
              <Line name="Limits">{rule.limits}</Line>
              <Line name="Available">{rule.release}</Line>
            </>
          )}
          {people}
        </dl>
      </Card>
    </div>
  );
}

/** A name and a value of the rule's card. */
export function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
