import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { moneyWords } from '~/components/money/money-text';
import { axis, ChartTip, margin } from './chart-look';
import { inMajorUnits, shortDay, type TrafficPoint } from './points';

const COLOUR = 'var(--c-chart-1)';

export interface EarningsChartProps {
  points: readonly TrafficPoint[];
  height: number;
  currency: string;
}

/** Commission by the day it was earned. */
export default function EarningsChart({ points, height, currency }: EarningsChartProps) {
  const rows = points.map((point) => ({ ...point, height: inMajorUnits(point.commission, currency) }));
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
      <BarChart data={rows} margin={margin} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--c-line)" />
        <XAxis dataKey="date" tickFormatter={shortDay} minTickGap={28} {...axis} />
        <YAxis width={44} tickFormatter={compact} {...axis} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--c-sunken)' }}
          content={({ payload }) => (
            <Tip point={payload?.[0]?.payload as TrafficPoint | undefined} currency={currency} />
          )}
        />
        <Bar dataKey="height" fill={COLOUR} radius={[3, 3, 0, 0]} maxBarSize={36} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}

const compact = (value: number) =>
  Math.abs(value) >= 1_000 ? `${Number((value / 1_000).toFixed(2))}k` : String(value);

function Tip({ point, currency }: { point: TrafficPoint | undefined; currency: string }) {
  if (!point) return null;
  const value = `${moneyWords(point.commission, currency)} ${currency}`;
  return <ChartTip title={shortDay(point.date)} rows={[{ name: 'Commission', value, colour: COLOUR }]} />;
}
