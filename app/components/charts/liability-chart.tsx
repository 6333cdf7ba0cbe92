import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { moneyWords } from '~/components/money/money-text';
import { formatMonth } from '~/components/ui/time';
import type { MonthFigures, SimulatedMonth } from '~/domain/commission/simulate-compare';
import { axis, ChartTip, margin } from './chart-look';
import { inMajorUnits } from './points';

const NOW = 'var(--c-chart-3)';
const DRAFT = 'var(--c-chart-1)';

const owed = ({ vested, reversed }: MonthFigures) => vested - reversed;

export interface LiabilityChartProps {
  months: readonly SimulatedMonth[];
  height: number;
  currency: string;
}

/** By month, what is newly owed less what is taken back, as it is and under a draft. */
export default function LiabilityChart({ months, height, currency }: LiabilityChartProps) {
  const rows = months.map((one) => ({
    ...one,
    nowHeight: inMajorUnits(owed(one.now), currency),
    draftHeight: inMajorUnits(owed(one.draft), currency),
  }));
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
      <BarChart data={rows} margin={margin} accessibilityLayer={false} barGap={2}>
        <CartesianGrid vertical={false} stroke="var(--c-line)" />
        <XAxis dataKey="month" tickFormatter={formatMonth} minTickGap={28} {...axis} />
        <YAxis width={44} tickFormatter={compact} {...axis} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--c-sunken)' }}
          content={({ payload }) => (
            <Tip month={payload?.[0]?.payload as SimulatedMonth | undefined} currency={currency} />
          )}
        />
        <Bar dataKey="nowHeight" fill={NOW} radius={[3, 3, 0, 0]} maxBarSize={28} isAnimationActive={false} />
        <Bar
          dataKey="draftHeight"
          fill={DRAFT}
          radius={[3, 3, 0, 0]}
          maxBarSize={28}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}

const compact = (value: number) =>
  Math.abs(value) >= 1_000 ? `${Number((value / 1_000).toFixed(2))}k` : String(value);

function Tip({ month, currency }: { month: SimulatedMonth | undefined; currency: string }) {
  if (!month) return null;
  const words = (figures: MonthFigures) => `${moneyWords(owed(figures), currency)} ${currency}`;
  return (
    <ChartTip
      title={formatMonth(month.month)}
      rows={[
        { name: 'As it is', value: words(month.now), colour: NOW },
        { name: 'Under the draft', value: words(month.draft), colour: DRAFT },
      ]}
    />
  );
}
