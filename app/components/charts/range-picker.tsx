import { Form, Link, useLocation, useSearchParams } from '@remix-run/react';
import { Disclosure } from '~/components/layout/disclosure';
import { Button, buttonClass } from '~/components/ui/button';
import { cx } from '~/components/ui/class-names';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { type RangeName, rangeNames } from '~/domain/reporting/range';
import { DAY_MS, type Instant, utcDate } from '~/kernel/time';

const labels: Record<RangeName, string> = {
  '30d': '30 days',
  '90d': '90 days',
  '12m': '12 months',
  all: 'All',
};

/** Which period the figures are of. It is in the address: what somebody sees can be sent to somebody else. */
export function RangePicker({ name, from, to }: { name: RangeName | null; from: Instant; to: Instant }) {
  const [params] = useSearchParams();
  const { pathname } = useLocation();
  const withRange = (range: RangeName) => {
    const next = new URLSearchParams(params);
    next.delete('from');
    next.delete('to');
    next.set('range', range);
    return `${pathname}?${next}`;
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <nav aria-label="Period" className="inline-flex rounded border bg-surface p-0.5">
        {rangeNames.map((range) => (
          <Link
            key={range}
            to={withRange(range)}
            preventScrollReset
            aria-current={range === name ? 'true' : undefined}
            className={cx(
              'inline-flex min-h-8 items-center rounded-sm px-2.5 text-xs font-medium whitespace-nowrap sm:min-h-7',
              range === name ? 'bg-sunken text-ink' : 'text-muted hover:text-ink',
            )}
          >
            {labels[range]}
          </Link>
        ))}
      </nav>
      <Disclosure
        summary={name === null ? `${utcDate(from)} – ${utcDate(to - DAY_MS)}` : 'Dates…'}
        summaryClassName={buttonClass({ size: 'sm', variant: name === null ? 'secondary' : 'quiet' })}
        panelClassName="right-0 top-full mt-1 max-sm:left-0 p-4"
      >
        <Form method="get" preventScrollReset className="grid w-60 gap-3">
          <Field label="From (UTC)" id="range-from">
            <Input type="date" name="from" required defaultValue={utcDate(from)} />
          </Field>
          <Field label="To, included" id="range-to">
            <Input type="date" name="to" required defaultValue={utcDate(to - DAY_MS)} />
          </Field>
          <Button size="sm" variant="primary">
            Show
          </Button>
        </Form>
      </Disclosure>
    </div>
  );
}
