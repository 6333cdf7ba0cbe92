import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { formatMoment } from '~/components/ui/time';
import type { Comparison } from '~/domain/agency/configuration-comparison';
import type { Instant } from '~/kernel/time';
import { ConfigurationDiff } from './configuration-diff';

export interface StaleAlertProps {
  stale: {
    version: number;
    at: Instant;
    by: string | null;
    note: string | null;
    /** from theirs to what was typed here */
    comparison: Comparison;
  };
}

/** Two people changed the same document: the later one sees both, and decides; nothing was written, nothing is lost. */
export function StaleAlert({ stale }: StaleAlertProps) {
  const { version, at, by, note, comparison } = stale;
  return (
    <>
      <Alert tone="warn" title="Somebody was quicker, so nothing was saved yet" live>
        <p>
          {by ?? 'Somebody'} made version {version} on {formatMoment(at)}
          {note ? ` (${note})` : ''}. Yours is still in the editor below. Take over from theirs what you want
          to keep; saving then makes yours the newest version.
        </p>
      </Alert>
      <Card title={`From their version ${version} to yours`}>
        <ConfigurationDiff comparison={comparison} label="Their version and yours" />
      </Card>
    </>
  );
}
