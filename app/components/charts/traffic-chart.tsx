import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { axis, ChartTip, margin } from './chart-look';
import { shortDay, type TrafficPoint } from './points';

const CLICKS = 'var(--c-chart-1)';
const SIGN_UPS = 'var(--c-chart-3)';

/** Visitors and sign-ups over time; two scales would lie, so sign-ups have their own only in the tooltip. */
export default function TrafficChart({
  points,
  height,
}: {
  points: readonly TrafficPoint[];
  height: number;
}) {
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
      <ComposedChart data={[...points]} margin={margin} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--c-line)" />
        <XAxis dataKey="date" tickFormatter={shortDay} minTickGap={28} {...axis} />
        <YAxis width={36} allowDecimals={false} {...axis} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--c-edge)' }}
          content={({ payload }) => <Tip point={payload?.[0]?.payload as TrafficPoint | undefined} />}
        />
        <Area
          dataKey="uniqueClicks"
          type="monotone"
          stroke={CLICKS}
          strokeWidth={1.75}
          fill={CLICKS}
          fillOpacity={0.12}
          isAnimationActive={false}
        />
        <Line
          dataKey="signedUp"
          type="monotone"
          stroke={SIGN_UPS}
          strokeWidth={1.75}
          dot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Tip({ point }: { point: TrafficPoint | undefined }) {
  if (!point) return null;
  const rows = [
    { name: 'Unique clicks', value: point.uniqueClicks.toLocaleString('en-US'), colour: CLICKS },
    { name: 'Sign-ups', value: point.signedUp.toLocaleString('en-US'), colour: SIGN_UPS },
  ];
  return <ChartTip title={shortDay(point.date)} rows={rows} />;
}
