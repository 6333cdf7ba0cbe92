import { moneyWords } from '~/components/money/money-text';
import type { MinorUnits } from '~/kernel/money';

export interface FunnelBarsProps {
  counts: { linked: number; signedUp: number; activated: number; paid: number; sustained: number };
  /** stands beside the bars (domain.md section 4) */
  beside: { trialing: number; churned: number };
  revenue: MinorUnits;
  commission: MinorUnits;
  currency: string;
  /** whose commission it is: "Your commission" */
  commissionLabel?: string;
}

const steps = [
  ['linked', 'Linked', 'Unique clicks, and referrals that came without one'],
  ['signedUp', 'Signed up', 'Made an account'],
  ['activated', 'Activated', 'Reached the usage threshold'],
  ['paid', 'Paid', 'Made a first payment'],
  ['sustained', 'Sustained', '90 days after signing up, still active'],
] as const;

/**
 * The five steps as a table that draws itself: each row its count, a bar, and how many of the step before came this far. It needs no
 * library and is there with the page (ADR-0054).
 */
export function FunnelBars({
  counts,
  beside,
  revenue,
  commission,
  currency,
  commissionLabel,
}: FunnelBarsProps) {
  const widest = Math.max(counts.linked, 1);
  return (
    <>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">Referral funnel: customers by the furthest step they reached</caption>
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className="pb-2 text-left font-medium">
              Step
            </th>
            <th scope="col" className="pb-2 text-right font-medium">
              Count
            </th>
            <th scope="col" className="pb-2 pl-4 text-right font-medium whitespace-nowrap">
              Of the step before
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map(([key, name, means], i) => {
            const before = i === 0 ? null : counts[steps[i - 1]?.[0] ?? 'linked'];
            return (
              <tr key={key} className="group">
                <th scope="row" className="w-full py-1 pr-2 text-left font-normal" title={means}>
                  <span className="relative block overflow-hidden rounded-sm bg-sunken">
                    <span
                      aria-hidden
                      className="absolute inset-y-0 left-0 rounded-sm bg-accent-soft"
                      style={{ width: `${(counts[key] / widest) * 100}%` }}
                    />
                    <span
                      aria-hidden
                      className="absolute inset-y-0 left-0 w-0.75 bg-accent"
                      style={{ opacity: counts[key] > 0 ? 1 : 0 }}
                    />
                    <span className="relative block px-3 py-1.5 font-medium whitespace-nowrap">{name}</span>
                  </span>
                </th>
                <td className="figures py-1 text-right font-semibold">
                  {counts[key].toLocaleString('en-US')}
                </td>
                <td className="figures py-1 pl-4 text-right text-muted">
                  {before === null ? '' : rate(counts[key], before)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 border-t pt-4 text-sm sm:grid-cols-4">
        <Fact name="Revenue" value={`${moneyWords(revenue, currency)} ${currency}`} />
        <Fact
          name={commissionLabel ?? 'Commission'}
          value={`${moneyWords(commission, currency)} ${currency}`}
        />
        <Fact name="In a trial" value={beside.trialing.toLocaleString('en-US')} />
        <Fact name="Churned" value={beside.churned.toLocaleString('en-US')} />
      </dl>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="figures mt-0.5 font-medium">{value}</dd>
    </div>
  );
}

function rate(count: number, before: number): string {
  if (before === 0) return '–';
  const percent = (count / before) * 100;
  return `${percent < 10 && percent > 0 ? percent.toFixed(1) : Math.round(percent)} %`;
}
