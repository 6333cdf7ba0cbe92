import { Form } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { formatDay } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

export interface KeyListProps {
  title: string;
  keys: ReadonlyArray<{
    id: string;
    name: string;
    /** its first characters */
    prefix: string;
    scopes: readonly string[];
    createdAt: Instant;
    lastUsedAt: Instant | null;
    expiresAt: Instant | null;
  }>;
}

/** Keys that are in force. */
export function KeyList({ title, keys }: KeyListProps) {
  if (keys.length === 0) return null;
  return (
    <Card title={title}>
      <ul className="grid gap-4">
        {keys.map(({ id, name, prefix, scopes, createdAt, lastUsedAt, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 text-sm">
            <div className="min-w-0">
              <p className="font-medium break-words">{name}</p>
              <p className="text-xs text-faint">
                <code>{prefix}…</code> {scopes.join(', ')}
              </p>
              <p className="text-xs text-faint">
                Made {formatDay(createdAt)};{' '}
                {lastUsedAt ? `last used ${formatDay(lastUsedAt)}` : 'never used'}
                {expiresAt ? `; ends ${formatDay(expiresAt)}` : ''}
              </p>
            </div>
            <Form method="post" action={paths.apiKeyEnd}>
              <input type="hidden" name="id" value={id} />
              <Button size="sm" aria-label={`End ${name}`}>
                End
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </Card>
  );
}
