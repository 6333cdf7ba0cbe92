import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pool } from './db.server';

export interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  samples: Array<{ labels?: Record<string, string>; value: number }>;
}

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  help,
  type: 'gauge',
  samples: [{ value }],
});

/** What every process tells of itself. */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  const states = { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  return [
    gauge('process_resident_memory_bytes', 'Memory the process holds.', process.memoryUsage.rss()),
    { ...gauge('process_cpu_seconds_total', 'Processor time used.', (user + system) / 1e6), type: 'counter' },
    gauge(
      'process_start_time_seconds',
      'When the process began, since 1970.',
      Math.round(Date.now() / 1000 - process.uptime()),
    ),
    gauge('nodejs_eventloop_delay_p99_seconds', 'How late the event loop is.', delay.percentile(99) / 1e9),
    {
      name: 'tributary_database_connections',
      help: 'Connections of this process; waiting are requests without one.',
      type: 'gauge',
      samples: Object.entries(states).map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}

/** Metrics as Prometheus reads them (text format 0.0.4). Labels are names of our own and need no escaping. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(({ labels = {}, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
        return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${Number.isFinite(value) ? value : 0}`;
      });
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
    })
    .join('');
}
