import { lazy, Suspense, useEffect, useState } from 'react';
import { cx } from '~/components/ui/class-names';
import type { TrafficPoint } from './points';

// Recharts is more than the rest of a page together: it is asked for when the page is there to be read (ADR-0054).
const TrafficChart = lazy(() => import('./traffic-chart'));
const EarningsChart = lazy(() => import('./earnings-chart'));

export interface ChartBoxProps {
  kind: 'traffic' | 'earnings';
  points: readonly TrafficPoint[];
  currency: string;
}

const HEIGHT = 220;

const legends = {
  traffic: [
    ['Unique clicks', 'bg-chart-1'],
    ['Sign-ups', 'bg-chart-3'],
  ],
  earnings: [['Commission', 'bg-chart-1']],
} as const;

/** A chart above the table with the same figures. The box is as high before as after, so nothing moves. */
export function ChartBox({ kind, points, currency }: ChartBoxProps) {
  const idle = useIdle();
  return (
    <div aria-hidden data-chart={kind}>
      <Legend of={legends[kind]} />
      <div style={{ height: HEIGHT }} className="w-full min-w-0 overflow-hidden">
        {idle && (
          <Suspense fallback={null}>
            {kind === 'traffic' ? (
              <TrafficChart points={points} height={HEIGHT} />
            ) : (
              <EarningsChart points={points} height={HEIGHT} currency={currency} />
            )}
          </Suspense>
        )}
      </div>
    </div>
  );
}

/** What the colours of a chart stand for. */
export function Legend({ of }: { of: ReadonlyArray<readonly [string, string]> }) {
  return (
    <p className="mb-2 flex flex-wrap gap-x-4 text-xs text-muted">
      {of.map(([name, look]) => (
        <span key={name} className="inline-flex items-center gap-1.5">
          <span className={cx('size-2 rounded-full', look)} />
          {name}
        </span>
      ))}
    </p>
  );
}

/** True when the browser has nothing better to do. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    // Safari has no idle callback
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(() => setIdle(true), 200);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(() => setIdle(true), { timeout: 2_000 });
    return () => cancelIdleCallback(handle);
  }, []);
  return idle;
}
