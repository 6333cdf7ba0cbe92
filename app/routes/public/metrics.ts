import { type Backlog, readBacklog } from '~/domain/reporting/backlog.server';
import { now } from '~/platform/clock.server';
import { type Metric, processMetrics, prometheusText } from '~/platform/metrics.server';

/** GET /metrics: Prometheus text. */
export async function loader(): Promise<Response> {
  const at = now();
  const metrics = [...processMetrics(), clockMetric(at), ...backlogMetrics(await readBacklog(at))];
  return new Response(prometheusText(metrics), {
    headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}

function clockMetric(at: number): Metric {
  return {
    name: 'tributary_clock_seconds',
    help: "The program's clock, since 1970.",
    type: 'gauge',
    samples: [{ value: at / 1000 }],
  };
}

function backlogMetrics({ events, payouts, settle, mail }: Backlog): Metric[] {
  const byLabel = (label: string, values: Record<string, number>) =>
    Object.entries(values).map(([text, value]) => ({ labels: { [label]: text }, value }));
  return [
    {
      name: 'tributary_inbound_events',
      help: 'Events that are not applied yet.',
      type: 'gauge',
      samples: byLabel('status', events),
    },
    {
      name: 'tributary_payouts',
      help: 'Payouts under way.',
      type: 'gauge',
      samples: byLabel('state', payouts),
    },
    {
      name: 'tributary_work_due',
      help: 'What falls due by now and is not done yet.',
      type: 'gauge',
      samples: byLabel('kind', { settle, mail }),
    },
  ];
}
