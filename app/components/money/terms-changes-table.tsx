import { DataTable } from '~/components/ui/data-table';
import type { TermsChange } from './terms-changes';

/** What differs between two versions; nothing when they are equal. */
export function TermsChangesTable({
  changes,
  caption,
}: {
  changes: readonly TermsChange[];
  /** "What version 2 changed" */
  caption: string;
}) {
  return (
    <DataTable<TermsChange>
      caption={caption}
      rows={changes}
      rowKey={({ what }) => what}
      columns={[
        { key: 'what', header: 'What', names: true, cell: ({ what }) => what },
        {
          key: 'before',
          header: 'Before',
          cell: ({ before }) => <span className="text-muted">{before ?? 'Not there'}</span>,
        },
        {
          key: 'after',
          header: 'After',
          cell: ({ after }) => <span className="font-medium">{after ?? 'Removed'}</span>,
        },
      ]}
      empty={<p className="px-4 pb-5 text-sm text-muted sm:px-5">Nothing differs.</p>}
    />
  );
}
