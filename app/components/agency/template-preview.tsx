import { Form, useNavigation } from '@remix-run/react';
import { ChevronRight } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import type { Comparison } from '~/domain/agency/configuration-comparison';
import type { Flaw } from '~/domain/agency/configuration-json';
import { ConfigurationDiff } from './configuration-diff';
import { ConfigurationFlaws } from './configuration-flaws';

export interface PreviewedRow {
  id: string;
  name: string;
  projectId: string;
  project: string;
  version: number;
  templateVersion: number | null;
  outcome: 'changed' | 'unchanged' | 'invalid';
  comparison: Comparison;
  flaws: Flaw[];
}

export interface PreviewFormProps {
  version: number;
  rows: readonly PreviewedRow[];
  /** on all pages */
  total: number;
  mayEdit: boolean;
  linkOf: (row: PreviewedRow) => string;
}

const words = {
  changed: { word: 'Changes', tone: 'info' },
  unchanged: { word: 'No change', tone: 'neutral' },
  invalid: { word: 'Would be invalid', tone: 'bad' },
} as const;

/** What a version of a template would change for each client; chosen one by one, or all at once. */
export function PreviewForm({ version, rows, total, mayEdit, linkOf }: PreviewFormProps) {
  const busy = useNavigation().state === 'submitting';
  return (
    <Form method="post" className="grid gap-5">
      <input type="hidden" name="version" value={version} />
      <Card
        title={total === 1 ? 'One configuration' : `${total.toLocaleString('en-US')} configurations`}
        flush
      >
        <ul>
          {rows.map((row) => (
            <li key={row.id} className="flex gap-3 border-t px-4 py-3 sm:px-5">
              {mayEdit && (
                <input
                  type="checkbox"
                  name="chosen"
                  value={`${row.id}:${row.version}`}
                  disabled={row.outcome === 'invalid'}
                  aria-label={`Take over for ${row.project}, ${row.name}`}
                  className="mt-1.5 size-4 shrink-0 accent-accent"
                />
              )}
              <Row row={row} to={linkOf(row)} isOpen={rows.length <= 3} />
            </li>
          ))}
        </ul>
      </Card>
      {mayEdit && (
        <div className="flex flex-wrap gap-2">
          <Button name="which" value="chosen" busy={busy}>
            Take over for the chosen
          </Button>
          <Button name="which" value="all" variant="primary" busy={busy}>
            {total === 1 ? 'Take it over' : `Take over for all ${total.toLocaleString('en-US')}`}
          </Button>
        </div>
      )}
    </Form>
  );
}

function Row({ row, to, isOpen }: { row: PreviewedRow; to: string; isOpen: boolean }) {
  const { word, tone } = words[row.outcome];
  const paths = row.comparison.changes.length;
  return (
    <details open={isOpen || row.outcome === 'invalid'} className="group min-w-0 flex-1">
      <summary className="flex cursor-pointer list-none items-start gap-1.5 rounded-sm text-sm [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden size={16} className="mt-1 shrink-0 text-faint group-open:rotate-90" />
        <span className="min-w-0 leading-6 break-words">
          <span className="font-medium">{row.project}</span>, {row.name} <Badge tone={tone}>{word}</Badge>{' '}
          <span className="text-xs whitespace-nowrap text-faint">
            {row.outcome === 'changed' && `${paths} ${paths === 1 ? 'path' : 'paths'}, `}
            {row.templateVersion === null ? 'follows no version' : `follows version ${row.templateVersion}`}
          </span>
        </span>
      </summary>
      <div className="mt-3 grid min-w-0 gap-3">
        {row.flaws.length > 0 && <ConfigurationFlaws id={`flaws-${row.id}`} flaws={row.flaws} isQuiet />}
        <ConfigurationDiff comparison={row.comparison} label={`${row.project}, ${row.name}`} />
        <p className="text-sm">
          <TextLink to={to}>Open {row.name}</TextLink>
        </p>
      </div>
    </details>
  );
}
