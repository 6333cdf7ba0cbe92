import { lazy, Suspense } from 'react';
import type { SimulatedMonth } from '~/domain/commission/simulate-compare';
import { Legend, useIdle } from './chart-box';

// As the other charts: it comes when the page is there to be read (ADR-0054).
const LiabilityChart = lazy(() => import('./liability-chart'));

const HEIGHT = 220;
const legend = [
  ['As it is', 'bg-chart-3'],
  ['Under the draft', 'bg-chart-1'],
] as const;

/** What each month adds to what is owed; stands above the table of the same months. */
export function LiabilityBox({ months, currency }: { months: readonly SimulatedMonth[]; currency: string }) {
  const idle = useIdle();
  return (
    <div aria-hidden data-chart="liability">
      <Legend of={legend} />
      <div style={{ height: HEIGHT }} className="w-full min-w-0 overflow-hidden">
        {idle && (
          <Suspense fallback={null}>
            <LiabilityChart months={months} height={HEIGHT} currency={currency} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
